// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rememberRegistration } from '../accounts/registration'
import { FakeFunctions } from '../testing/FakeFunctions'
import { openPage } from '../testing/render'
import VerifyPage from './VerifyPage'

const route = 'POST /api/accounts/r1/confirmations'
const confirmed = (email: boolean, phone: boolean) => ({
  status: 200,
  body: { email_confirmed: email, phone_confirmed: phone, active: email && phone },
})

const open = (functions: FakeFunctions) =>
  openPage(
    { path: '/verify/:registrationId', element: <VerifyPage />, at: '/verify/r1' },
    functions,
  )

const input = (name: RegExp) => screen.getByRole('textbox', { name })

describe('the two codes', () => {
  beforeEach(() => {
    localStorage.clear()
    sessionStorage.clear()
  })
  afterEach(cleanup)

  it('are taken in either order, pasted or typed, and lead to log-in (C3)', async () => {
    const functions = new FakeFunctions().on(route, confirmed(false, true), confirmed(true, true))
    const { user } = await open(functions)
    await user.click(input(/tin nhắn/u))
    await user.paste('123 456')
    expect(await screen.findByText('Đã xác nhận')).toBeDefined()
    await user.type(input(/email/u), '654321')
    expect(await screen.findByText('/login')).toBeDefined()
    expect(functions.sent('POST').map(({ body }) => body)).toEqual([
      { channel: 'phone', code: '123456' },
      { channel: 'email', code: '654321' },
    ])
  })

  it('says that a code is wrong and leaves the other one alone', async () => {
    const wrong = FakeFunctions.problem(422, 'code_invalid')
    const { user } = await open(new FakeFunctions().on(route, wrong))
    await user.type(input(/email/u), '000000')
    expect((await screen.findByText('vi code_invalid')).getAttribute('role')).toBe('alert')
    expect(input(/tin nhắn/u)).toBeDefined()
  })

  it('remembers across a reload which one is done', async () => {
    rememberRegistration('r1', { emailHint: null, phoneHint: '…678', email: true, phone: false })
    await open(new FakeFunctions())
    expect(screen.getByText('Đã xác nhận')).toBeDefined()
    expect(screen.getByText(/Đã gửi tới ….?678/u)).toBeDefined()
  })

  it('offers a new code only after a minute', async () => {
    await open(new FakeFunctions())
    const buttons = screen.getAllByRole<HTMLButtonElement>('button', { name: /Gửi lại sau/u })
    expect(buttons.map((button) => button.disabled)).toEqual([true, true])
  })
})
