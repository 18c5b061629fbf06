/** Which page explains the end of a session. */
import type { MeetingNoticeReason } from '../pages/notices/MeetingNotice'
import type { EndReason, RefusalCode } from '../protocol/messages.gen'
import type { Over } from '../protocol/session'

/** `broken`: nothing a person did; only a reload may help. */
export type Ending = MeetingNoticeReason | 'broken'

const refusals: Readonly<Record<RefusalCode, Ending>> = {
  meeting_full: 'full',
  meeting_locked: 'locked',
  meeting_ended: 'ended',
  time_limit: 'timeLimit',
  banned: 'banned',
  refused_by_host: 'refused',
  lobby_full: 'lobbyFull',
  worker_draining: 'busy',
  fenced: 'busy',
}

const ends: Readonly<Record<EndReason, Ending>> = {
  ended_by_host: 'ended',
  time_limit: 'timeLimit',
  removed: 'removed',
  banned: 'banned',
  replaced: 'replaced',
  left: 'left',
  drained: 'busy',
  fenced: 'busy',
}

/** Codes of the functions' problems (RFC 9457) that have a page of their own. */
const problems: Readonly<Partial<Record<string, Ending>>> = {
  meeting_not_found: 'meetingNotFound',
  meeting_locked: 'locked',
  time_limit_reached: 'timeLimit',
  banned: 'banned',
  no_worker_available: 'busy',
  network: 'network',
}

export function endingOfProblem(code: string): Ending {
  return problems[code] ?? 'broken'
}

export function endingOf(over: Over): Ending {
  switch (over.kind) {
    case 'left':
      return 'left'
    case 'unreachable':
      return 'network'
    case 'refused':
      return refusals[over.code]
    case 'ended':
      return ends[over.reason]
    case 'ticket_refused':
      return endingOfProblem(over.code)
    case 'error':
      return 'broken'
  }
}
