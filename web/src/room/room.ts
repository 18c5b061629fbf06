/** A meeting as this browser lives it: state to read, verbs to act; React only draws it. */
import type { LocalMedia } from '../media/localMedia'
import type { ClientMessage, Tile, WorkerMessage } from '../protocol/messages.gen'
import type { Phase } from '../protocol/phases'
import type { Over, Ticket } from '../protocol/session'
import { judge, type NetworkSample, type Quality } from '../state/quality'
import { reduce, type RoomEvent } from '../state/reduce'
import { emptyRoom, type NoticeKind, type OwnMedia, type RoomState } from '../state/room'
import { Store } from '../state/store'
import { Connection, type ConnectionPorts } from './connection'
import { MediaLink, type MediaLinkPorts, type PeerPort } from './mediaLink'

export interface View {
  readonly pinned: string | null
  readonly tiles: readonly Tile[]
}

export type RoomPorts = ConnectionPorts & MediaLinkPorts

const TICK_MS = 1000
const NOTICE_MS = 6000
/** A pin is said at once; resizing a window changes the tiles at every frame: then the last one. */
const VIEW_SETTLE_MS = 120

export class Room {
  readonly state = new Store<RoomState>(emptyRoom)
  readonly quality = new Store<Quality>('good')
  readonly media: LocalMedia
  readonly #link: MediaLink
  readonly #connection: Connection
  readonly #now: () => number
  readonly #ticker: ReturnType<typeof setInterval>
  #view: View = { pinned: null, tiles: [] }
  #viewTimer: ReturnType<typeof setTimeout> | null = null
  #saidMedia = ''
  #socketRttMs: number | null = null

  constructor(media: LocalMedia, prepared: PeerPort, ports: RoomPorts) {
    this.media = media
    this.#now = ports.now
    this.#connection = new Connection(ports, {
      phase: (phase, over) => this.#phaseChanged(phase, over),
      message: (message) => this.#heard(message),
      rtt: (ms) => {
        this.#socketRttMs = ms
      },
    })
    this.#link = new MediaLink(
      prepared,
      media,
      {
        offer: (sdp) => this.#say({ type: 'offer', sdp }),
        own: (own) => this.#ownChanged(own),
      },
      ports,
    )
    this.#ticker = setInterval(() => void this.#tick(), TICK_MS)
  }

  get peer(): Store<PeerPort> {
    return this.#link.peer
  }

  start(ticket: Ticket): void {
    this.#connection.start(ticket)
  }

  leave(): void {
    this.#connection.leave()
  }

  show(view: View): void {
    if (JSON.stringify(view) === JSON.stringify(this.#view)) return
    this.#view = view
    if (this.#viewTimer !== null) return
    this.#sayView()
    this.#viewTimer = setTimeout(() => {
      this.#viewTimer = null
      if (this.#view !== view) this.#sayView()
    }, VIEW_SETTLE_MS)
  }

  sendChat(text: string): void {
    const chat = { messageId: crypto.randomUUID(), text }
    this.#dispatch({ type: 'chat_queued', chat })
    this.#say({ type: 'send_chat', message_id: chat.messageId, text })
  }

  showChat(shown: boolean): void {
    this.#dispatch({ type: 'chat_shown', shown })
  }

  raiseHand(raised: boolean): void {
    if (this.#say({ type: 'raise_hand', raised })) this.#dispatch({ type: 'hand', raised })
  }

  /** A host's order; the worker checks the right to give it. */
  order(message: HostOrder): void {
    this.#say(message)
  }

  async setMicrophone(on: boolean): Promise<void> {
    await this.media.setMicrophone(on)
    if (on && this.media.state.microphone === null) this.#note('no_microphone')
  }

  async setCamera(on: boolean): Promise<void> {
    await this.media.setCamera(on)
    if (on && this.media.state.camera === null) this.#note('no_camera')
  }

  async setScreen(on: boolean): Promise<void> {
    const problem = await this.media.setScreen(on)
    // Cancelling the browser's picker is a choice, not a failure.
    if (problem !== null && problem !== 'denied') this.#note('failed')
  }

  #heard(message: WorkerMessage): void {
    this.#dispatch({ type: 'worker', message, nowMs: this.#now() })
    if (message.type === 'joined') this.#joined(message.resumed)
    else if (message.type === 'answer') void this.#link.answered(message.sdp)
    else if (message.type === 'muted_by_host') void this.media.setMicrophone(false)
  }

  #joined(resumed: boolean): void {
    if (resumed) this.#link.resume()
    else this.#link.start()
    this.#saidMedia = ''
    this.#sayMedia()
    this.#sayView()
    for (const { messageId, text } of this.state.get().queuedChat)
      this.#say({ type: 'send_chat', message_id: messageId, text })
  }

  #phaseChanged(phase: Phase, over: Over | null): void {
    this.#dispatch({ type: 'phase', phase, over, nowMs: this.#now() })
    if (phase === 'over') this.#close()
  }

  #ownChanged(own: OwnMedia): void {
    this.#dispatch({ type: 'own_media', own })
    this.#sayMedia()
  }

  #sayMedia(): void {
    const { own } = this.state.get()
    const said = JSON.stringify(own)
    if (said !== this.#saidMedia && this.#say({ type: 'media_state', ...own }))
      this.#saidMedia = said
  }

  #sayView(): void {
    this.#say({ type: 'view', ...this.#view })
  }

  async #tick(): Promise<void> {
    const { notices, lostAtMs, phase } = this.state.get()
    const beforeMs = this.#now() - NOTICE_MS
    if (notices.some((notice) => notice.atMs <= beforeMs))
      this.#dispatch({ type: 'notices_expired', beforeMs })
    if (phase !== 'over') this.quality.set(lostAtMs === null ? judge(await this.#sample()) : 'poor')
  }

  /** Without a media path the socket's round trip is all we know. */
  async #sample(): Promise<NetworkSample> {
    const reading = await this.#link.read()
    return { ...reading, rttMs: reading.rttMs ?? this.#socketRttMs }
  }

  #close(): void {
    clearInterval(this.#ticker)
    if (this.#viewTimer !== null) clearTimeout(this.#viewTimer)
    this.#link.close()
    this.media.close()
  }

  #say(message: ClientMessage): boolean {
    return this.#connection.say(message)
  }

  #note(kind: NoticeKind): void {
    this.#dispatch({ type: 'notice', kind, nowMs: this.#now() })
  }

  #dispatch(event: RoomEvent): void {
    this.state.set(reduce(this.state.get(), event))
  }
}

export type HostOrder = Extract<
  ClientMessage,
  { type: 'admit' | 'refuse' | 'mute' | 'remove' | 'lock' | 'end_for_all' }
>
