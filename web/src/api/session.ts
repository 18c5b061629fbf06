/** Who is logged in: asked once, kept for every part of the page. */
import { useSyncExternalStore } from 'react'
import { currentLanguage } from '../i18n'
import { answer, createApi } from './client'
import type { components } from './schema.gen'

export type Session = components['schemas']['CurrentSession']
export type Account = components['schemas']['AccountView']

// Reading needs no CSRF token, which is what the session is asked for.
const reader = createApi({
  language: currentLanguage,
  csrfToken: () => Promise.resolve(null),
  sessionChanged: () => undefined,
})
const visitor: Session = { account: null, csrf_token: null }
const listeners = new Set<() => void>()
let asked: Promise<Session> | undefined
let shown: Session | undefined

/** The session; asks the functions the first time and after a failure. */
export function loadSession(): Promise<Session> {
  asked ??= answer(reader.GET('/api/sessions/current')).then(
    (session) => {
      show(session)
      return session
    },
    (error: unknown) => {
      asked = undefined
      show(visitor)
      throw error
    },
  )
  return asked
}

/** What we knew holds no more. */
export function askSessionAgain(): void {
  asked = undefined
  loadSession().catch(() => undefined) // the next look asks again
}

/** After log-in and log-out. */
export function replaceSession(session: Session): void {
  asked = Promise.resolve(session)
  show(session)
}

export const forgetSession = () => replaceSession(visitor)

/** Undefined while we ask for the first time, null for a visitor. */
export function useAccount(): Account | null | undefined {
  return useSyncExternalStore(subscribe, () => shown?.account)
}

function show(session: Session): void {
  shown = session
  listeners.forEach((listener) => listener())
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
