// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nextPage } from '../accounts/nextPage'
import { api } from '../api'
import { FakeFunctions } from '../testing/FakeFunctions'
import { openPage } from '../testing/render'
import LogInPage from './LogInPage'

const account = {
  account_id: 'a1',
  full_name: 'Nguyễn Thị Ánh',
  email: 'anh@example.com',
  phone: '+84912345678',
  country: 'VN',
  locale: 'vi',
  plan: { name: 'free', max_participants: 100, max_duration_s: 2400 },
}

const open = (functions: FakeFunctions, at = '/login') =>
  openPage({ path: '/login', element: <LogInPage />, at }, functions)

async function logIn(user: Awaited<ReturnType<typeof open>>['user']) {
  await user.type(screen.getByRole('textbox', { name: 'Email' }), 'anh@example.com')
  await user.type(screen.getByLabelText('Mật khẩu'), 'mưa rơi trên phố')
  await user.click(screen.getByRole('button', { name: 'Đăng nhập' }))
}

describe('log in', () => {
  beforeEach(() => localStorage.clear())
  afterEach(cleanup)

  it('leads back to the page that asked for it, and sends the CSRF token from then on', async () => {
    const functions = new FakeFunctions()
      .on('POST /api/sessions', { status: 200, body: { account, csrf_token: 'token-1' } })
      .on('POST /api/meetings', { status: 201, body: {} })
    const { user } = await open(functions, '/login?next=%2Fmeetings%2F4829317705')
    await logIn(user)
    expect(await screen.findByText('/meetings/4829317705')).toBeDefined()

    await api.POST('/api/meetings', { body: {} })
    const [first, second] = functions.sent('POST')
    expect(first?.headers.get('X-CSRF-Token')).toBeNull()
    expect(second?.headers.get('X-CSRF-Token')).toBe('token-1')
    expect(second?.headers.get('Accept-Language')).toBe('vi')
  })

  it('says one and the same for a wrong e-mail and a wrong password', async () => {
    const wrong = FakeFunctions.problem(401, 'credentials_wrong')
    const { user } = await open(new FakeFunctions().on('POST /api/sessions', wrong))
    await logIn(user)
    expect((await screen.findByText('vi credentials_wrong')).closest('[role=alert]')).not.toBeNull()
  })

  it.each([
    ['', '/meetings'],
    ['?next=%2Fm%2F4829317705', '/m/4829317705'],
    ['?next=https%3A%2F%2Fevil.example', '/meetings'],
    ['?next=%2F%2Fevil.example', '/meetings'],
    ['?next=%2F%5Cevil.example', '/meetings'],
    ['?next=javascript%3Aalert(1)', '/meetings'],
  ])('%j leads to %j', (search, page) => {
    expect(nextPage(search)).toBe(page)
  })
})
