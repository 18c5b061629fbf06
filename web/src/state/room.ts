/** What one browser knows of the room it is in: plain data and its beginning. */
import {
  AUDIO_SLOTS,
  VIDEO_SLOTS,
  type ChatMessage,
  type LobbyGuest,
  type Participant,
  type Role,
  type SlotAssignment,
  type SlotKind,
} from '../protocol/messages.gen'
import type { Phase } from '../protocol/phases'
import type { Over } from '../protocol/session'

/** Sources this browser sends; said to the worker in `media_state`. */
export interface OwnMedia {
  readonly microphone: boolean
  readonly camera: boolean
  readonly screen: boolean
}

export interface QueuedChat {
  readonly messageId: string
  readonly text: string
}

/** Something worth a short word on the screen; `people` are names, newest last. */
export type NoticeKind =
  | 'joined'
  | 'left'
  | 'hand'
  | 'waiting'
  | 'muted'
  | 'locked'
  | 'unlocked'
  | 'time_10'
  | 'time_5'
  | 'time_1'
  | 'screen'
  | 'room_full'
  | 'not_allowed'
  | 'rate_limited'
  | 'no_microphone'
  | 'no_camera'
  | 'failed'

export interface Notice {
  readonly id: number
  readonly kind: NoticeKind
  readonly name: string
  readonly atMs: number
}

export type Slots = Readonly<Record<SlotKind, readonly (SlotAssignment | null)[]>>

export interface RoomState {
  readonly phase: Phase
  readonly over: Over | null
  /** Since when the socket is lost; null while it is up. */
  readonly lostAtMs: number | null
  readonly waiting: { readonly title: string; readonly hostPresent: boolean } | null
  readonly me: { readonly participantId: string; readonly role: Role } | null
  readonly title: string
  readonly locked: boolean
  readonly maxParticipants: number
  readonly participants: ReadonlyMap<string, Participant>
  readonly speaker: string | null
  readonly slots: Slots
  readonly slotEpoch: number
  readonly chat: readonly ChatMessage[]
  readonly queuedChat: readonly QueuedChat[]
  readonly unread: number
  readonly chatOpen: boolean
  readonly lobby: readonly LobbyGuest[]
  /** Product time minus this browser's, in milliseconds. */
  readonly clockOffsetMs: number
  readonly endsAtMs: number | null
  readonly own: OwnMedia
  readonly handRaised: boolean
  readonly notices: readonly Notice[]
  readonly noticeCount: number
}

const noSlots: Slots = {
  audio: Array.from({ length: AUDIO_SLOTS }, () => null),
  video: Array.from({ length: VIDEO_SLOTS }, () => null),
}

export const emptyRoom: RoomState = {
  phase: 'idle',
  over: null,
  lostAtMs: null,
  waiting: null,
  me: null,
  title: '',
  locked: false,
  maxParticipants: 0,
  participants: new Map(),
  speaker: null,
  slots: noSlots,
  slotEpoch: 0,
  chat: [],
  queuedChat: [],
  unread: 0,
  chatOpen: false,
  lobby: [],
  clockOffsetMs: 0,
  endsAtMs: null,
  own: { microphone: false, camera: false, screen: false },
  handRaised: false,
  notices: [],
  noticeCount: 0,
}

export function isHost(state: RoomState): boolean {
  return state.me?.role === 'host'
}

export function isMe(state: RoomState, participantId: string | null): boolean {
  return participantId !== null && state.me?.participantId === participantId
}
