/** What this browser tab remembers, so that a reloaded page goes straight back into its meeting. */

const TAB_KEY = 'onmeeting.tab'
const NAME_KEY = 'onmeeting.name'
const SEAT_KEY = 'onmeeting.seat'

/** A random key of this tab: the same person in two tabs is two participants. */
export function tabKey(session: Storage): string {
  const saved = session.getItem(TAB_KEY)
  if (saved !== null) return saved
  const key = crypto.randomUUID()
  session.setItem(TAB_KEY, key)
  return key
}

export function rememberName(local: Storage, name: string): void {
  local.setItem(NAME_KEY, name)
}

export function rememberedName(local: Storage): string {
  return local.getItem(NAME_KEY) ?? ''
}

/** How one came in, kept while inside: a reload comes in the same way, leaving forgets it. */
export interface Seat {
  readonly code: string
  readonly name: string | null
  readonly password: string | null
}

export function takeSeat(session: Storage, seat: Seat): void {
  session.setItem(SEAT_KEY, JSON.stringify(seat))
}

export function leaveSeat(session: Storage): void {
  session.removeItem(SEAT_KEY)
}

export function seatIn(session: Storage, code: string): Seat | null {
  const saved = parseSeat(session.getItem(SEAT_KEY) ?? 'null')
  return saved?.code === code ? saved : null
}

function parseSeat(text: string): Seat | null {
  try {
    const saved = JSON.parse(text) as Partial<Seat> | null
    if (typeof saved?.code !== 'string') return null
    return { code: saved.code, name: saved.name ?? null, password: saved.password ?? null }
  } catch {
    return null
  }
}
