/** What this tab knows of a registration under way, so that a reload loses nothing. */
import type { components } from '../api/schema.gen'

export interface Registration {
  readonly emailHint: string | null
  readonly phoneHint: string | null
  readonly email: boolean
  readonly phone: boolean
}

const unknown: Registration = { emailHint: null, phoneHint: null, email: false, phone: false }
const storageKey = (id: string) => `onmeeting.registration.${id}`

export function rememberRegistration(id: string, registration: Registration): void {
  sessionStorage.setItem(storageKey(id), JSON.stringify(registration))
}

export function registered(answer: components['schemas']['Registered']): Registration {
  return { ...unknown, emailHint: answer.email_hint, phoneHint: answer.phone_hint }
}

export function recallRegistration(id: string): Registration {
  const stored = sessionStorage.getItem(storageKey(id))
  return stored === null
    ? unknown
    : { ...unknown, ...(JSON.parse(stored) as Partial<Registration>) }
}

export function forgetRegistration(id: string): void {
  sessionStorage.removeItem(storageKey(id))
}
