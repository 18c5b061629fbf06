/** What this browser tab remembers, so that a reloaded page goes straight back into its meeting. */

const TAB_KEY = 'onmeeting.tab'
const NAME_KEY = 'onmeeting.name'
const IN_ROOM_KEY = 'onmeeting.in_room'

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

/** Set while the tab is in a room; still there after a reload, gone after leaving. */
export function markInRoom(session: Storage, code: string | null): void {
  if (code === null) session.removeItem(IN_ROOM_KEY)
  else session.setItem(IN_ROOM_KEY, code)
}

export function wasInRoom(session: Storage, code: string): boolean {
  return session.getItem(IN_ROOM_KEY) === code
}
