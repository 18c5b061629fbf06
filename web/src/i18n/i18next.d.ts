/** Keys are checked by the compiler against the Vietnamese texts. */
import type account from './vi/account.json'
import type common from './vi/common.json'
import type meetings from './vi/meetings.json'
import type policies from './vi/policies.json'
import type room from './vi/room.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: {
      account: typeof account
      common: typeof common
      meetings: typeof meetings
      policies: typeof policies
      room: typeof room
    }
  }
}
