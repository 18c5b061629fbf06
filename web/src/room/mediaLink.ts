/** Keeps one peer connection alive in a room: offers, answers, tracks, and a new one when it dies. */
import type { LocalMedia } from '../media/localMedia'
import { readNetwork, type Reading } from '../media/networkStats'
import { Peer } from '../media/peer'
import type { OwnMedia } from '../state/room'
import { Store } from '../state/store'

/** A prepared offer older than this may name network addresses that are gone. */
const OFFER_FRESH_MS = 60_000
/** "disconnected" often heals by itself within a few consent checks (RFC 7675). */
const HEAL_MS = 4000

export interface MediaLinkEvents {
  readonly offer: (sdp: string) => void
  readonly own: (own: OwnMedia) => void
}

export class MediaLink {
  readonly peer: Store<Peer>
  readonly #media: LocalMedia
  readonly #events: MediaLinkEvents
  readonly #now: () => number
  readonly #unsubscribe: () => void
  #offered = false
  #healTimer: ReturnType<typeof setTimeout> | null = null
  #reading: Reading | null = null

  constructor(prepared: Peer, media: LocalMedia, events: MediaLinkEvents, now: () => number) {
    this.peer = new Store(prepared)
    this.#media = media
    this.#events = events
    this.#now = now
    this.#unsubscribe = media.store.subscribe(() => this.#tracksChanged())
    this.#tracksChanged()
  }

  /** The worker knows nothing of us yet, or nothing any more: offer. */
  start(): void {
    const stale = this.#now() - this.peer.get().offeredAtMs > OFFER_FRESH_MS
    if (this.#offered || stale) this.#replacePeer()
    this.#offered = true
    const peer = this.peer.get()
    peer.onState((state) => this.#stateChanged(peer, state))
    void peer.offer.then((sdp) => {
      if (this.peer.get() === peer) this.#events.offer(sdp)
    })
  }

  /** The socket is back and the worker kept our place: media matters only if it died, too. */
  resume(): void {
    const { state } = this.peer.get()
    if (state === 'failed' || state === 'closed' || state === 'new') this.start()
  }

  async answered(sdp: string): Promise<void> {
    await this.peer.get().accept(sdp)
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

  #replacePeer(): void {
    this.#stopHealing()
    this.peer.get().close()
    this.peer.set(new Peer(this.#now()))
    this.#reading = null
    this.#tracksChanged()
  }

  #stateChanged(peer: Peer, state: RTCPeerConnectionState): void {
    if (peer !== this.peer.get()) return
    this.#stopHealing()
    if (state === 'failed') this.start()
    if (state === 'disconnected') this.#healTimer = setTimeout(() => this.start(), HEAL_MS)
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
