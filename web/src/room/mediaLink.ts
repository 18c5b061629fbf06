/** Keeps one peer connection alive in a room: offers, answers, tracks, and a new one when it dies. */
import type { LocalMedia } from '../media/localMedia'
import { readNetwork, type Reading } from '../media/networkStats'
import type { Peer } from '../media/peer'
import type { OwnMedia } from '../state/room'
import { Store } from '../state/store'

export type PeerPort = Pick<Peer, keyof Peer>
export type MediaSource = Pick<LocalMedia, 'state' | 'store' | 'microphoneOn'>

/** A prepared offer older than this may name network addresses that are gone. */
const OFFER_FRESH_MS = 60_000
/** "disconnected" often heals by itself within a few consent checks (RFC 7675). */
const HEAL_MS = 4000

export interface MediaLinkEvents {
  readonly offer: (sdp: string) => void
  readonly own: (own: OwnMedia) => void
}

export interface MediaLinkPorts {
  readonly makePeer: () => PeerPort
  readonly now: () => number
}

export class MediaLink {
  readonly peer: Store<PeerPort>
  readonly #media: MediaSource
  readonly #events: MediaLinkEvents
  readonly #ports: MediaLinkPorts
  readonly #unsubscribe: () => void
  #offered = false
  /** Offers whose answers are on their way: only the last one's is for the present peer. */
  #awaited = 0
  #healTimer: ReturnType<typeof setTimeout> | null = null
  #reading: Reading | null = null

  constructor(
    prepared: PeerPort,
    media: MediaSource,
    events: MediaLinkEvents,
    ports: MediaLinkPorts,
  ) {
    this.peer = new Store(prepared)
    this.#media = media
    this.#events = events
    this.#ports = ports
    this.#unsubscribe = media.store.subscribe(() => this.#tracksChanged())
    this.#tracksChanged()
  }

  /** A worker that knows nothing of us: offer. Answers of an earlier socket are lost. */
  start(): void {
    this.#awaited = 0
    this.#offer()
  }

  /** The socket is back and the worker kept our place: media matters only if it died, too. */
  resume(): void {
    const { state } = this.peer.get()
    if (state === 'failed' || state === 'closed' || state === 'new') this.start()
  }

  async answered(sdp: string): Promise<void> {
    this.#awaited = Math.max(0, this.#awaited - 1)
    if (this.#awaited === 0) await this.peer.get().accept(sdp)
  }

  async read(): Promise<Reading> {
    const before = this.#reading?.counts ?? { received: 0, lost: 0 }
    this.#reading = readNetwork(await this.peer.get().stats(), before)
    return this.#reading
  }

  close(): void {
    this.#unsubscribe()
    this.#stopHealing()
    this.peer.get().close()
  }

  #offer(): void {
    const stale = this.#ports.now() - this.peer.get().offeredAtMs > OFFER_FRESH_MS
    if (this.#offered || stale) this.#replacePeer()
    this.#offered = true
    const peer = this.peer.get()
    peer.onState((state) => this.#stateChanged(peer, state))
    void peer.offer.then((sdp) => {
      if (this.peer.get() !== peer) return
      this.#awaited += 1
      this.#events.offer(sdp)
    })
  }

  #replacePeer(): void {
    this.#stopHealing()
    this.peer.get().close()
    this.peer.set(this.#ports.makePeer())
    this.#reading = null
    this.#tracksChanged()
  }

  #stateChanged(peer: PeerPort, state: RTCPeerConnectionState): void {
    if (peer !== this.peer.get()) return
    this.#stopHealing()
    if (state === 'failed') this.#offer()
    if (state === 'disconnected') this.#healTimer = setTimeout(() => this.#offer(), HEAL_MS)
  }

  #stopHealing(): void {
    if (this.#healTimer !== null) clearTimeout(this.#healTimer)
    this.#healTimer = null
  }

  #tracksChanged(): void {
    const { microphone, camera, screen } = this.#media.state
    void this.peer.get().setTracks({ microphone, camera, screen })
    this.#events.own({
      microphone: this.#media.microphoneOn,
      camera: camera !== null,
      screen: screen !== null,
    })
  }
}
