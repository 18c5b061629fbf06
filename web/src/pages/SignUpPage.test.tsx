// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeFunctions } from '../testing/FakeFunctions'
import { openPage } from '../testing/render'
import SignUpPage from './SignUpPage'

const open = (functions?: FakeFunctions) =>
  openPage({ path: '/signup', element: <SignUpPage />, at: '/signup' }, functions)

const field = (name: string) =>
  document.querySelector<HTMLInputElement>(`[name="${name}"]`) ?? expect.fail(`no field ${name}`)

type User = Awaited<ReturnType<typeof open>>['user']

async function enter(user: User, name: string, text: string) {
  await user.click(field(name))
  await user.paste(text)
}

async function fill(user: User) {
  await enter(user, 'full_name', 'Nguyễn Thị Ánh')
  await enter(user, 'email', 'anh@example.com')
  await enter(user, 'phone', '0912345678')
  await enter(user, 'password', 'mưa rơi trên phố')
  await user.click(field('accept_terms'))
  await user.click(field('accept_privacy'))
}

const submit = (user: User) => user.click(screen.getByRole('button', { name: 'Đăng ký' }))

describe('sign up', () => {
  beforeEach(() => {
    localStorage.clear()
    sessionStorage.clear()
  })
  afterEach(cleanup)

  it('marks every missing field and sends nothing (C1, C2)', async () => {
    const { user, functions } = await open()
    await submit(user)
    for (const name of [
      'full_name',
      'email',
      'phone',
      'password',
      'accept_terms',
      'accept_privacy',
    ]) {
      expect(field(name).getAttribute('aria-invalid'), name).toBe('true')
    }
    expect(field('accept_marketing').getAttribute('aria-invalid')).not.toBe('true')
    expect(screen.getByRole('alert').textContent).toContain('Vui lòng kiểm tra')
    expect(functions.sent('POST')).toEqual([])
  })

  it('sends the consents as they were ticked, marketing not among them (C2)', async () => {
    const functions = new FakeFunctions().on('POST /api/accounts', {
      status: 202,
      body: { registration_id: 'r1', email_hint: 'a…@example.com', phone_hint: '…678' },
    })
    const { user } = await open(functions)
    await fill(user)
    await submit(user)
    expect(await screen.findByText('/verify/r1')).toBeDefined()
    expect(functions.sent('POST')[0]?.body).toEqual({
      full_name: 'Nguyễn Thị Ánh',
      email: 'anh@example.com',
      phone: '0912345678',
      password: 'mưa rơi trên phố',
      country: 'VN',
      accept_terms: true,
      accept_privacy: true,
      accept_marketing: false,
      locale: 'vi',
    })
  })

  it('shows the functions’ words at each field and loses nothing that was typed', async () => {
    const problem = FakeFunctions.problem(422, 'invalid_request', {
      email: 'Thông tin này không hợp lệ.',
    })
    const { user } = await open(new FakeFunctions().on('POST /api/accounts', problem))
    await fill(user)
    await submit(user)
    expect(await screen.findByText('Thông tin này không hợp lệ.')).toBeDefined()
    expect(field('email').getAttribute('aria-invalid')).toBe('true')
    expect(field('full_name').value).toBe('Nguyễn Thị Ánh')
    expect(field('password').value).toBe('mưa rơi trên phố')
    expect(field('accept_terms').checked).toBe(true)
  })

  it('says so when the functions cannot be reached', async () => {
    const { user } = await open()
    await fill(user)
    await submit(user)
    expect(await screen.findByText(/Không kết nối được tới OnMeeting/u)).toBeDefined()
  })
})
