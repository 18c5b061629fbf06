/** Keyboard shortcuts of the room: one table from a key press to an action. */

export type Action =
  | 'microphone'
  | 'camera'
  | 'share'
  | 'chat'
  | 'hand'
  | 'participants'
  | 'view'
  | 'talk'
  | 'help'
  | `pin_${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`

export interface KeyPress {
  readonly key: string
  readonly ctrl: boolean
  readonly alt: boolean
  readonly meta: boolean
  /** The focus is where letters are typed. */
  readonly typing: boolean
  /** The focus is on something that Space or Enter presses. */
  readonly pressable: boolean
}

const plain: Readonly<Record<string, Action>> = {
  m: 'microphone',
  v: 'camera',
  d: 'share',
  c: 'chat',
  r: 'hand',
  p: 'participants',
  w: 'view',
  '?': 'help',
}

/** As in other meeting services; they work while typing, too. */
const withCtrl: Readonly<Record<string, Action>> = { d: 'microphone', e: 'camera' }

export function actionFor(press: KeyPress): Action | null {
  const key = press.key.toLowerCase()
  if (press.alt) return null
  if (press.ctrl || press.meta) return withCtrl[key] ?? null
  if (press.typing) return null
  if (key === ' ') return press.pressable ? null : 'talk'
  if (/^[1-9]$/.test(key)) return `pin_${key}` as Action
  return plain[key] ?? null
}
