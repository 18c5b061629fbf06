/** Bytes from the worker become a typed message once, here; the inside trusts them. */
import type { WorkerMessage } from './messages.gen'

type Check = (value: unknown) => boolean
type Shape = Readonly<Record<string, Check>>

const isString: Check = (value) => typeof value === 'string'
const isNumber: Check = (value) => typeof value === 'number'
const isBoolean: Check = (value) => typeof value === 'boolean'
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
const shaped =
  (shape: Shape): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(shape).every(([key, check]) => check((value as Record<string, unknown>)[key]))

const participant = shaped({
  participant_id: isString,
  name: isString,
  role: isString,
  joined_at_ms: isNumber,
  microphone: isBoolean,
  camera: isBoolean,
  screen: isBoolean,
  hand_raised: isBoolean,
  connected: isBoolean,
})
const chatMessage = shaped({
  message_id: isString,
  participant_id: isString,
  name: isString,
  text: isString,
  at_ms: isNumber,
})
const assignment = shaped({
  kind: isString,
  index: isNumber,
  participant_id: orNull(isString),
  source: orNull(isString),
  rtp_timestamp: orNull(isNumber),
})
const guest = shaped({ participant_id: isString, name: isString, waiting_since_ms: isNumber })

/** One row a message of the contract; the compiler asks for a row when the contract grows. */
const shapes: Readonly<Record<WorkerMessage['type'], Check>> = {
  waiting: shaped({ title: isString, host_present: isBoolean }),
  joined: shaped({
    version: isNumber,
    participant_id: isString,
    role: isString,
    resume: isString,
    resumed: isBoolean,
    title: isString,
    locked: isBoolean,
    now_ms: isNumber,
    ends_at_ms: orNull(isNumber),
    max_participants: isNumber,
    participants: listOf(participant),
    chat: listOf(chatMessage),
  }),
  refused: shaped({ code: isString }),
  answer: shaped({
    sdp: isString,
    slots: listOf(shaped({ kind: isString, index: isNumber, mid: isString })),
  }),
  participant: shaped({ participant }),
  participant_gone: shaped({ participant_id: isString, reason: isString }),
  slots: shaped({ epoch: isNumber, slots: listOf(assignment) }),
  active_speaker: shaped({ participant_id: orNull(isString) }),
  chat: shaped({ message: chatMessage }),
  room_full: shaped({ max_participants: isNumber }),
  lobby: shaped({ waiting: listOf(guest) }),
  locked: shaped({ locked: isBoolean }),
  clock: shaped({ now_ms: isNumber, ends_at_ms: orNull(isNumber), warning_min: orNull(isNumber) }),
  muted_by_host: shaped({}),
  ended: shaped({ reason: isString }),
  error: shaped({ code: isString }),
  pong: shaped({ now_ms: isNumber }),
}

function isKnown(type: unknown): type is WorkerMessage['type'] {
  return typeof type === 'string' && Object.hasOwn(shapes, type)
}

/** Null for anything that is not a message of this version: a newer worker may say more. */
export function decodeWorkerMessage(text: string): WorkerMessage | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { type } = value as { type?: unknown }
  return isKnown(type) && shapes[type](value) ? (value as WorkerMessage) : null
}
