import { expect, it } from 'vitest'
import type { Over } from '../protocol/session'
import { endingOf, endingOfProblem } from './endings'

const cases: readonly (readonly [Over, string])[] = [
  [{ kind: 'left' }, 'left'],
  [{ kind: 'unreachable' }, 'network'],
  [{ kind: 'refused', code: 'meeting_full' }, 'full'],
  [{ kind: 'refused', code: 'refused_by_host' }, 'refused'],
  [{ kind: 'ended', reason: 'time_limit' }, 'timeLimit'],
  [{ kind: 'ended', reason: 'ended_by_host' }, 'ended'],
  [{ kind: 'ticket_refused', code: 'banned' }, 'banned'],
  [{ kind: 'ticket_refused', code: 'something_new' }, 'broken'],
  [{ kind: 'error', code: 'version_unsupported' }, 'broken'],
]

it.each(cases)('%o is explained by the page %s', (over, page) => {
  expect(endingOf(over)).toBe(page)
})

it('a wrong link has a page of its own', () => {
  expect(endingOfProblem('meeting_not_found')).toBe('meetingNotFound')
})
