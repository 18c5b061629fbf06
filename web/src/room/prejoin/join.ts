/** Asking the functions for the way into a meeting. */
import { answer, api, ApiError, type JoinAnswer } from '../../api'
import type { Ticket } from '../../protocol/session'
import type { TicketAnswer } from '../connection'
import { tabKey, type Seat } from './tab'

export async function requestTicket(seat: Seat): Promise<Ticket> {
  const { signalling_url, token } = await answer<JoinAnswer>(
    api.POST('/api/meetings/{code}/joins', {
      params: { path: { code: seat.code } },
      body: {
        tab_key: tabKey(sessionStorage),
        ...(seat.name === null ? {} : { name: seat.name }),
        ...(seat.password === null ? {} : { password: seat.password }),
      },
    }),
  )
  return { url: signalling_url, token }
}

/** What may pass by itself: the network, our own faults, a worker still being found, haste. */
const passing: ReadonlySet<string> = new Set(['network', 'no_worker_available', 'rate_limited'])

/** For a session on its way back: a person cannot be asked, so failures are sorted here. */
export async function renewTicket(seat: Seat): Promise<TicketAnswer> {
  try {
    return { kind: 'ticket', ticket: await requestTicket(seat) }
  } catch (error) {
    if (!(error instanceof ApiError) || error.status >= 500 || passing.has(error.code))
      return { kind: 'failed' }
    return { kind: 'refused', code: error.code }
  }
}
