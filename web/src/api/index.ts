/** The one client that pages share, and the names of what it answers. */
import { currentLanguage } from '../i18n'
import { createApi } from './client'
import type { components } from './schema.gen'
import { askSessionAgain, loadSession } from './session'

export { answer } from './client'
export { ApiError, asApiError } from './problem'
export { useAccount } from './session'

export const api = createApi({
  language: currentLanguage,
  csrfToken: async () => (await loadSession()).csrf_token,
  sessionChanged: askSessionAgain,
})

type Schemas = components['schemas']

export type Meeting = Schemas['MeetingView']
export type PublicMeeting = Schemas['PublicMeeting']
export type JoinAnswer = Schemas['JoinAnswer']
export type Attendance = Schemas['AttendanceView']
export type Policy = Schemas['PolicyText']
