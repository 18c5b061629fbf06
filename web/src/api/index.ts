/** The one client that pages share, and the names of what it answers. */
import { currentLanguage } from '../i18n'
import { createApi, type Answer } from './client'
import { loadSession } from './session'

export { answer } from './client'
export { ApiError, asApiError } from './problem'
export { useAccount } from './session'

export const api = createApi({
  language: currentLanguage,
  csrfToken: async () => (await loadSession()).csrf_token,
})

export type Meeting = Answer<'/api/meetings', 'post'>
export type PublicMeeting = Answer<'/api/meetings/{code}', 'get'>
export type JoinAnswer = Answer<'/api/meetings/{code}/joins', 'post'>
export type MeetingPage = Answer<'/api/meetings', 'get'>
export type AttendancePage = Answer<'/api/meetings/{code}/attendance', 'get'>
export type Policy = Answer<'/api/policies/{policy_id}/{version}', 'get'>
