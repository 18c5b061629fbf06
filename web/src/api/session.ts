/** Who is logged in: asked once, kept for every part of the page. */
import { useSyncExternalStore } from 'react'
import { currentLanguage } from '../i18n'
import { answer, createApi } from './client'
import type { components } from './schema.gen'

export type Session = components['schemas']['CurrentSession']
export type Account = components['schemas']['AccountView']

// Reading needs no CSRF token, which is what the session is asked for.
const reader = createApi({ language: currentLanguage, csrfToken: () => Promise.resolve(null) })
const visitor: Session = { account: null, csrf_token: null }
const listeners = new Set<() => void>()
let known: Session | undefined
let asking: Promise<Session> | undefined

/** The session; asks the functions the first time and after a failure. */
export function loadSession(): Promise<Session> {
  if (known) return Promise.resolve(known)
  asking ??= answer(reader.GET('/api/sessions/current')).then(
    (session) => {
      replaceSession(session)
      return session
    },
    (error: unknown) => {
      asking = undefined
      throw error
    },
  )
  return asking
}

/** After log-in and log-out. */
export function replaceSession(session: Session): void {
  known = session
  listeners.forEach((listener) => listener())
}

export const forgetSession = () => replaceSession(visitor)

/** Undefined while we ask, null for a visitor. */
export function useAccount(): Account | null | undefined {
  return useSyncExternalStore(subscribe, () => known?.account)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
