/** Stand-ins for the browser's sockets, devices and peer connections, for tests. */
import { Store } from '../state/store'
import type { LocalMediaState } from '../media/localMedia'
import { firstChoices, noDevices } from '../media/devices'
import type { MediaSource, PeerPort } from './mediaLink'
import type { OpenSocket, SocketEvents, SocketPort } from './socket'

export class FakeSocket implements SocketPort {
  readonly sent: { type: string; resume?: string | null }[] = []
  closed = false
  readonly url: string
  readonly events: SocketEvents

  constructor(url: string, events: SocketEvents) {
    this.url = url
    this.events = events
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as { type: string })
  }

  close(): void {
    this.closed = true
  }
}

export class FakeNetwork {
  readonly sockets: FakeSocket[] = []

  readonly open: OpenSocket = (url, events) => {
    const socket = new FakeSocket(url, events)
    this.sockets.push(socket)
    return socket
  }

  get last(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (socket === undefined) throw new Error('no socket was opened')
    return socket
  }
}

export class FakePeer implements PeerPort {
  readonly audioSlots: readonly MediaStream[] = []
  readonly videoSlots: readonly MediaStream[] = []
  readonly offer: Promise<string>
  readonly offeredAtMs: number
  readonly accepted: string[] = []
  state: RTCPeerConnectionState = 'new'
  tracks: Parameters<PeerPort['setTracks']>[0] | null = null
  #listener: (state: RTCPeerConnectionState) => void = () => undefined

  constructor(name: string, offeredAtMs: number) {
    this.offer = Promise.resolve(`offer of ${name}`)
    this.offeredAtMs = offeredAtMs
  }

  accept(answerSdp: string): Promise<void> {
    this.accepted.push(answerSdp)
    return Promise.resolve()
  }

  onState(listener: (state: RTCPeerConnectionState) => void): void {
    this.#listener = listener
  }

  become(state: RTCPeerConnectionState): void {
    this.state = state
    this.#listener(state)
  }

  setTracks(tracks: Parameters<PeerPort['setTracks']>[0]): Promise<void> {
    this.tracks = tracks
    return Promise.resolve()
  }

  stats(): Promise<RTCStatsReport> {
    return Promise.resolve(new Map<string, never>())
  }

  close(): void {
    this.state = 'closed'
  }
}

export class FakeMedia implements MediaSource {
  readonly store = new Store<LocalMediaState>({
    opening: false,
    choices: firstChoices,
    lists: noDevices,
    microphone: null,
    camera: null,
    screen: null,
    microphoneProblem: null,
    cameraProblem: null,
  })
  microphoneOn = false

  get state(): LocalMediaState {
    return this.store.get()
  }
}
