// Generated from meeting_contract/signalling.py by `python -m meeting_contract.typescript`.

export const PROTOCOL_VERSION = 1;
export const RESUME_WINDOW_S = 15;
export const MAX_MESSAGE_BYTES = 262144;
export const CHAT_MAX_CHARS = 2000;
export const AUDIO_SLOTS = 4;
export const VIDEO_SLOTS = 9;

export type Role = "host" | "guest";

export type Source = "microphone" | "camera" | "screen";

export type SlotKind = "audio" | "video";

export type ErrorCode =
  | "token_invalid"
  | "token_expired"
  | "token_foreign"
  | "version_unsupported"
  | "message_invalid"
  | "message_too_large"
  | "rate_limited"
  | "not_joined"
  | "not_allowed"
  | "offer_invalid"
  | "resume_failed"
  | "no_such_participant"
  | "server_error";

export type RefusalCode =
  | "meeting_full"
  | "meeting_locked"
  | "meeting_ended"
  | "time_limit"
  | "banned"
  | "refused_by_host"
  | "lobby_full"
  | "worker_draining"
  | "fenced";

export type EndReason =
  | "ended_by_host"
  | "time_limit"
  | "removed"
  | "banned"
  | "replaced"
  | "left"
  | "drained"
  | "fenced";

/** First message. `resume` is the key of the `joined` whose socket was lost. */
export interface Hello {
  readonly type: "hello";
  readonly version: number;
  readonly token: string;
  readonly resume?: string | null;
}

export interface Offer {
  readonly type: "offer";
  readonly sdp: string;
}

/** Which of my sources are on; the viewer sees no event when packets stop, so it is said. */
export interface MediaState {
  readonly type: "media_state";
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
}

/** A thumbnail the client shows, in CSS pixels times the device's pixel ratio. */
export interface Tile {
  readonly participant_id: string;
  readonly width: number;
  readonly height: number;
}

/** What this client shows: `pinned` overrides the active speaker on the stage. */
export interface View {
  readonly type: "view";
  readonly pinned: string | null;
  readonly tiles: readonly Tile[];
}

/** `message_id` is the sender's own, so that a repeat after a reconnect is not shown twice. */
export interface SendChat {
  readonly type: "send_chat";
  readonly message_id: string;
  readonly text: string;
}

export interface RaiseHand {
  readonly type: "raise_hand";
  readonly raised: boolean;
}

/** Host only. None admits everybody who waits. */
export interface Admit {
  readonly type: "admit";
  readonly participant_id: string | null;
}

export interface Refuse {
  readonly type: "refuse";
  readonly participant_id: string;
}

/** Host only. None mutes everybody but hosts; the muted may unmute themselves. */
export interface Mute {
  readonly type: "mute";
  readonly participant_id: string | null;
}

/** Host only. With `ban` the person cannot come back to this meeting. */
export interface Remove {
  readonly type: "remove";
  readonly participant_id: string;
  readonly ban?: boolean;
}

export interface Lock {
  readonly type: "lock";
  readonly locked: boolean;
}

export interface EndForAll {
  readonly type: "end_for_all";
}

export interface Leave {
  readonly type: "leave";
}

export interface Ping {
  readonly type: "ping";
}

export type ClientMessage =
  | Hello
  | Offer
  | MediaState
  | View
  | SendChat
  | RaiseHand
  | Admit
  | Refuse
  | Mute
  | Remove
  | Lock
  | EndForAll
  | Leave
  | Ping;

/** You are in the lobby; `host_present` says whether anybody can let you in yet. */
export interface Waiting {
  readonly type: "waiting";
  readonly title: string;
  readonly host_present: boolean;
}

/** `joined_at_ms` orders the list; `connected` is false while the socket is lost. */
export interface Participant {
  readonly participant_id: string;
  readonly name: string;
  readonly role: Role;
  readonly joined_at_ms: number;
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
  readonly hand_raised: boolean;
  readonly connected: boolean;
}

export interface ChatMessage {
  readonly message_id: string;
  readonly participant_id: string;
  readonly name: string;
  readonly text: string;
  readonly at_ms: number;
}

/** You are in. `ends_at_ms` is the product's time; `now_ms` lets the client correct its own. */
export interface Joined {
  readonly type: "joined";
  readonly version: number;
  readonly participant_id: string;
  readonly role: Role;
  readonly resume: string;
  readonly resumed: boolean;
  readonly title: string;
  readonly locked: boolean;
  readonly now_ms: number;
  readonly ends_at_ms: number | null;
  readonly max_participants: number;
  readonly participants: readonly Participant[];
  readonly chat: readonly ChatMessage[];
}

/** You cannot come in; the socket closes after this. */
export interface Refused {
  readonly type: "refused";
  readonly code: RefusalCode;
}

/** One receive slot: `mid` of the client's own transceiver. */
export interface Slot {
  readonly kind: SlotKind;
  readonly index: number;
  readonly mid: string;
}

export interface Answer {
  readonly type: "answer";
  readonly sdp: string;
  readonly slots: readonly Slot[];
}

/** Somebody joined, or what is known of them changed: the whole of it. */
export interface ParticipantUpdate {
  readonly type: "participant";
  readonly participant: Participant;
}

export interface ParticipantGone {
  readonly type: "participant_gone";
  readonly participant_id: string;
  readonly reason: EndReason;
}

/** Slot `index` shows this source from RTP timestamp `rtp_timestamp` on; None: it is empty. */
export interface SlotAssignment {
  readonly kind: SlotKind;
  readonly index: number;
  readonly participant_id: string | null;
  readonly source: Source | null;
  readonly rtp_timestamp: number | null;
}

/** The slots that changed; `epoch` rises by one a message to this client. */
export interface Slots {
  readonly type: "slots";
  readonly epoch: number;
  readonly slots: readonly SlotAssignment[];
}

export interface ActiveSpeaker {
  readonly type: "active_speaker";
  readonly participant_id: string | null;
}

export interface Chat {
  readonly type: "chat";
  readonly message: ChatMessage;
}

/** To hosts: somebody found all seats taken (a larger plan would let them in). */
export interface RoomFull {
  readonly type: "room_full";
  readonly max_participants: number;
}

export interface LobbyGuest {
  readonly participant_id: string;
  readonly name: string;
  readonly waiting_since_ms: number;
}

/** To hosts: everybody who waits. */
export interface Lobby {
  readonly type: "lobby";
  readonly waiting: readonly LobbyGuest[];
}

export interface Locked {
  readonly type: "locked";
  readonly locked: boolean;
}

/** The meeting's end moved, or a warning is due: `warning_min` is 10, 5, 1, or None. */
export interface Clock {
  readonly type: "clock";
  readonly now_ms: number;
  readonly ends_at_ms: number | null;
  readonly warning_min: 1 | 10 | 5 | null;
}

export interface MutedByHost {
  readonly type: "muted_by_host";
}

/** It is over for you; the socket closes after this. `drained`: join again at once. */
export interface Ended {
  readonly type: "ended";
  readonly reason: EndReason;
}

/** What you said could not be done; the session goes on unless the socket closes. */
export interface Error {
  readonly type: "error";
  readonly code: ErrorCode;
}

export interface Pong {
  readonly type: "pong";
  readonly now_ms: number;
}

export type WorkerMessage =
  | Waiting
  | Joined
  | Refused
  | Answer
  | ParticipantUpdate
  | ParticipantGone
  | Slots
  | ActiveSpeaker
  | Chat
  | RoomFull
  | Lobby
  | Locked
  | Clock
  | MutedByHost
  | Ended
  | Error
  | Pong;

export const WORKER_MESSAGE_TYPES: ReadonlySet<string> = new Set([
  "waiting",
  "joined",
  "refused",
  "answer",
  "participant",
  "participant_gone",
  "slots",
  "active_speaker",
  "chat",
  "room_full",
  "lobby",
  "locked",
  "clock",
  "muted_by_host",
  "ended",
  "error",
  "pong",
]);
