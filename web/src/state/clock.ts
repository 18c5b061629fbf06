/** The countdown of a meeting whose time is limited (F3): what to show, and when. */
import type { RoomState } from './room'

const SHOW_FROM_S = 10 * 60
const URGENT_FROM_S = 60

export interface Countdown {
  readonly remainingS: number
  readonly urgent: boolean
}

/** Null while the end is far away or there is none. */
export function countdown(state: RoomState, nowMs: number): Countdown | null {
  if (state.endsAtMs === null) return null
  const leftMs = state.endsAtMs - (nowMs + state.clockOffsetMs)
  const remainingS = Math.max(0, Math.ceil(leftMs / 1000))
  return remainingS > SHOW_FROM_S ? null : { remainingS, urgent: remainingS <= URGENT_FROM_S }
}

export function formatCountdown(remainingS: number): string {
  const minutes = Math.floor(remainingS / 60)
  const seconds = String(remainingS % 60).padStart(2, '0')
  return `${minutes}:${seconds}`
}
