/** The room's only way to change: (state, event) → state, without clocks and without the DOM. */
import type {
  WorkerMessage,
  ChatMessage,
  Participant,
  SlotAssignment,
} from '../protocol/messages.gen'
import type { Phase } from '../protocol/phases'
import type { Over } from '../protocol/session'
import {
  emptyRoom,
  isMe,
  type NoticeKind,
  type OwnMedia,
  type QueuedChat,
  type RoomState,
  type Slots,
} from './room'

export type RoomEvent =
  | { readonly type: 'worker'; readonly message: WorkerMessage; readonly nowMs: number }
  | {
      readonly type: 'phase'
      readonly phase: Phase
      readonly over: Over | null
      readonly nowMs: number
    }
  | { readonly type: 'own_media'; readonly own: OwnMedia }
  | { readonly type: 'chat_queued'; readonly chat: QueuedChat }
  | { readonly type: 'chat_shown'; readonly shown: boolean }
  | { readonly type: 'hand'; readonly raised: boolean }
  | { readonly type: 'notice'; readonly kind: NoticeKind; readonly nowMs: number }
  | { readonly type: 'notices_expired'; readonly beforeMs: number }

const CHAT_KEPT = 500
const NOTICES_KEPT = 4
/** Beyond this many people, who comes and goes is no longer news. */
const ANNOUNCE_UP_TO = 20

export function reduce(state: RoomState, event: RoomEvent): RoomState {
  switch (event.type) {
    case 'worker':
      return heard(state, event.message, event.nowMs)
    case 'phase':
      return phaseChanged(state, event.phase, event.over, event.nowMs)
    case 'own_media':
      return { ...state, own: event.own }
    case 'chat_queued':
      return { ...state, queuedChat: [...state.queuedChat, event.chat] }
    case 'chat_shown':
      return { ...state, chatOpen: event.shown, unread: event.shown ? 0 : state.unread }
    case 'hand':
      return { ...state, handRaised: event.raised }
    case 'notice':
      return note(state, event.kind, '', event.nowMs)
    case 'notices_expired':
      return { ...state, notices: state.notices.filter((n) => n.atMs > event.beforeMs) }
  }
}

// eslint-disable-next-line complexity -- one row a message, like the contract
function heard(state: RoomState, message: WorkerMessage, nowMs: number): RoomState {
  switch (message.type) {
    case 'waiting':
      return {
        ...state,
        title: message.title,
        waiting: { title: message.title, hostPresent: message.host_present },
      }
    case 'joined':
      return joined(state, message, nowMs)
    case 'participant':
      return participantChanged(state, message.participant, nowMs)
    case 'participant_gone':
      return participantGone(state, message.participant_id, nowMs)
    case 'slots':
      return message.epoch > state.slotEpoch
        ? { ...state, slotEpoch: message.epoch, slots: assign(state.slots, message.slots) }
        : state
    case 'active_speaker':
      return { ...state, speaker: message.participant_id }
    case 'chat':
      return chatArrived(state, message.message)
    case 'room_full':
      return note(state, 'room_full', '', nowMs)
    case 'lobby':
      return lobbyChanged(state, message, nowMs)
    case 'locked':
      return lockChanged(state, message.locked, nowMs)
    case 'clock':
      return clockMoved(state, message, nowMs)
    case 'muted_by_host':
      return note({ ...state, own: { ...state.own, microphone: false } }, 'muted', '', nowMs)
    case 'error':
      return note(state, noticeOf(message.code), '', nowMs)
    case 'answer':
      // A new connection begins with empty slots and its epochs from one.
      return { ...state, slots: emptyRoom.slots, slotEpoch: 0 }
    case 'refused':
    case 'ended':
    case 'pong':
      return state // the session and the peer connection act on these
  }
}

function phaseChanged(state: RoomState, phase: Phase, over: Over | null, nowMs: number): RoomState {
  const up = phase === 'joined' || phase === 'waiting' || phase === 'over'
  const lost = state.me !== null || state.waiting !== null ? (state.lostAtMs ?? nowMs) : null
  return { ...state, phase, over, lostAtMs: up ? null : lost }
}

type Joined = Extract<WorkerMessage, { type: 'joined' }>

/** A resumed session keeps its slots: its media never stopped. Anything else is told anew. */
function joined(state: RoomState, message: Joined, nowMs: number): RoomState {
  const kept = message.resumed
    ? { slots: state.slots, slotEpoch: state.slotEpoch, speaker: state.speaker }
    : { slots: emptyRoom.slots, slotEpoch: 0, speaker: null }
  const told = new Set(message.chat.map((chat) => chat.message_id))
  return {
    ...state,
    ...kept,
    waiting: null,
    me: { participantId: message.participant_id, role: message.role },
    title: message.title,
    locked: message.locked,
    maxParticipants: message.max_participants,
    participants: new Map(message.participants.map((p) => [p.participant_id, p])),
    chat: message.chat,
    queuedChat: state.queuedChat.filter((chat) => !told.has(chat.messageId)),
    lobby: message.role === 'host' ? state.lobby : [],
    clockOffsetMs: message.now_ms - nowMs,
    endsAtMs: message.ends_at_ms,
  }
}

function participantChanged(state: RoomState, next: Participant, nowMs: number): RoomState {
  const before = state.participants.get(next.participant_id)
  const participants = new Map(state.participants).set(next.participant_id, next)
  const changed = { ...state, participants }
  if (isMe(state, next.participant_id)) return { ...changed, handRaised: next.hand_raised }
  if (before === undefined) return announce(changed, 'joined', next.name, nowMs)
  if (next.hand_raised && !before.hand_raised) return note(changed, 'hand', next.name, nowMs)
  if (next.screen && !before.screen) return note(changed, 'screen', next.name, nowMs)
  return changed
}

function participantGone(state: RoomState, participantId: string, nowMs: number): RoomState {
  const gone = state.participants.get(participantId)
  if (gone === undefined) return state
  const participants = new Map(state.participants)
  participants.delete(participantId)
  const speaker = state.speaker === participantId ? null : state.speaker
  return announce({ ...state, participants, speaker }, 'left', gone.name, nowMs)
}

function assign(slots: Slots, changes: readonly SlotAssignment[]): Slots {
  const next = { audio: [...slots.audio], video: [...slots.video] }
  for (const change of changes) {
    const row = next[change.kind]
    if (change.index < row.length) row[change.index] = change
  }
  return next
}

function chatArrived(state: RoomState, message: ChatMessage): RoomState {
  if (state.chat.some((known) => known.message_id === message.message_id)) return state
  const mine = isMe(state, message.participant_id)
  return {
    ...state,
    chat: [...state.chat, message].slice(-CHAT_KEPT),
    queuedChat: state.queuedChat.filter((queued) => queued.messageId !== message.message_id),
    unread: mine || state.chatOpen ? state.unread : state.unread + 1,
  }
}

type Lobby = Extract<WorkerMessage, { type: 'lobby' }>

function lobbyChanged(state: RoomState, message: Lobby, nowMs: number): RoomState {
  const known = new Set(state.lobby.map((guest) => guest.participant_id))
  const fresh = message.waiting.filter((guest) => !known.has(guest.participant_id)).at(-1)
  const changed = { ...state, lobby: message.waiting }
  return fresh === undefined ? changed : note(changed, 'waiting', fresh.name, nowMs)
}

function lockChanged(state: RoomState, locked: boolean, nowMs: number): RoomState {
  if (state.locked === locked) return state
  return note({ ...state, locked }, locked ? 'locked' : 'unlocked', '', nowMs)
}

type Clock = Extract<WorkerMessage, { type: 'clock' }>

function clockMoved(state: RoomState, message: Clock, nowMs: number): RoomState {
  const moved = {
    ...state,
    clockOffsetMs: message.now_ms - nowMs,
    endsAtMs: message.ends_at_ms,
  }
  if (message.warning_min === null) return moved
  return note(moved, `time_${message.warning_min}`, '', nowMs)
}

function noticeOf(code: string): NoticeKind {
  return code === 'not_allowed' || code === 'rate_limited' ? code : 'failed'
}

function announce(state: RoomState, kind: NoticeKind, name: string, nowMs: number): RoomState {
  return state.participants.size > ANNOUNCE_UP_TO ? state : note(state, kind, name, nowMs)
}

function note(state: RoomState, kind: NoticeKind, name: string, nowMs: number): RoomState {
  const notice = { id: state.noticeCount + 1, kind, name, atMs: nowMs }
  return {
    ...state,
    notices: [...state.notices, notice].slice(-NOTICES_KEPT),
    noticeCount: notice.id,
  }
}
