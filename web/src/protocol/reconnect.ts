/** When and how to come back after a lost socket: a pure policy, so that F8 can be tested. */
import { RESUME_WINDOW_S } from './messages.gen'

export interface Loss {
  /** Attempts already made since the socket was lost. */
  readonly attempt: number
  readonly lostAtMs: number
  readonly nowMs: number
  /** There is a resume key: the worker may still hold our place and our media. */
  readonly resumable: boolean
  /** Uniform in [0, 1): spreads a room's clients when their worker dies. */
  readonly random: number
}

export type Retry =
  | { readonly kind: 'resume'; readonly delayMs: number }
  | { readonly kind: 'rejoin'; readonly delayMs: number }
  | { readonly kind: 'give_up' }

export const GIVE_UP_AFTER_MS = 5 * 60_000

/** Two tries with the worker we know; then the functions say where the meeting lives now. */
const RESUME_TRIES = 2
/** A dead worker's lease runs out after 3 s: ask often at first, then patiently. */
const DELAYS_MS = [0, 400, 600, 1000, 1500, 2500, 4000, 5000] as const
const JITTER = 0.25

export function planRetry(loss: Loss): Retry {
  if (loss.nowMs - loss.lostAtMs > GIVE_UP_AFTER_MS) return { kind: 'give_up' }
  const base = DELAYS_MS[Math.min(loss.attempt, DELAYS_MS.length - 1)] ?? 0
  const delayMs = Math.round(base * (1 + JITTER * (2 * loss.random - 1)))
  const resume = loss.resumable && loss.attempt < RESUME_TRIES
  return { kind: resume ? 'resume' : 'rejoin', delayMs }
}

/** The worker keeps a lost participant's place this long, counted from the loss. */
export function mayResume(lostAtMs: number, nowMs: number): boolean {
  return nowMs - lostAtMs < RESUME_WINDOW_S * 1000
}
