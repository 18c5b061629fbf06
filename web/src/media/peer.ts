/**
 * The one peer connection: three senders and a fixed set of receive slots, offered once.
 *
 * The order of the sections is the contract with the worker: microphone, camera, screen, then the
 * audio slots and the video slots. What a slot shows changes without negotiation.
 */
import { AUDIO_SLOTS, VIDEO_SLOTS } from '../protocol/messages.gen'

/** Small, half and full picture; Chromium sends all three from 960×540 upwards. */
const CAMERA_LAYERS: RTCRtpEncodingParameters[] = [
  { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 100_000 },
  { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 250_000 },
  { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 900_000 },
]
const SCREEN_LAYERS: RTCRtpEncodingParameters[] = [{ maxBitrate: 1_500_000 }]

/** One codec a kind: the time to write and read a description grows with every codec in it. */
const WANTED_CODECS: readonly string[] = ['audio/opus', 'video/VP8', 'video/rtx']

type OnState = (state: RTCPeerConnectionState) => void

export interface OwnTracks {
  readonly microphone: MediaStreamTrack | null
  readonly camera: MediaStreamTrack | null
  readonly screen: MediaStreamTrack | null
}

export class Peer {
  readonly #connection: RTCPeerConnection
  readonly #microphone: RTCRtpTransceiver
  readonly #camera: RTCRtpTransceiver
  readonly #screen: RTCRtpTransceiver
  readonly audioSlots: readonly MediaStream[]
  readonly videoSlots: readonly MediaStream[]
  readonly offeredAtMs: number
  /** Resolves to the offer's SDP; written while the person still looks at the mirror. */
  readonly offer: Promise<string>

  constructor(nowMs: number) {
    this.#connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' })
    this.#microphone = this.#send('audio', [{}])
    this.#camera = this.#send('video', CAMERA_LAYERS)
    this.#screen = this.#send('video', SCREEN_LAYERS)
    this.audioSlots = Array.from({ length: AUDIO_SLOTS }, () => this.#receive('audio'))
    this.videoSlots = Array.from({ length: VIDEO_SLOTS }, () => this.#receive('video'))
    this.offeredAtMs = nowMs
    this.offer = this.#offer()
  }

  async accept(answerSdp: string): Promise<void> {
    await this.#connection.setRemoteDescription({ type: 'answer', sdp: answerSdp })
  }

  onState(listener: OnState): void {
    this.#connection.onconnectionstatechange = () => {
      listener(this.#connection.connectionState)
    }
  }

  get state(): RTCPeerConnectionState {
    return this.#connection.connectionState
  }

  /** A null camera stops the packets; a disabled track would go on sending black pictures. */
  async setTracks(tracks: OwnTracks): Promise<void> {
    await Promise.all([
      replace(this.#microphone.sender, tracks.microphone),
      replace(this.#camera.sender, tracks.camera),
      replace(this.#screen.sender, tracks.screen),
    ])
  }

  async stats(): Promise<RTCStatsReport> {
    return await this.#connection.getStats()
  }

  close(): void {
    this.#connection.onconnectionstatechange = null
    this.#connection.close()
  }

  async #offer(): Promise<string> {
    const description = await this.#connection.createOffer()
    await this.#connection.setLocalDescription(description)
    return description.sdp ?? ''
  }

  #send(kind: 'audio' | 'video', sendEncodings: RTCRtpEncodingParameters[]): RTCRtpTransceiver {
    return this.#add(kind, { direction: 'sendonly', sendEncodings })
  }

  #receive(kind: 'audio' | 'video'): MediaStream {
    const { receiver } = this.#add(kind, { direction: 'recvonly' })
    return new MediaStream([receiver.track])
  }

  #add(kind: 'audio' | 'video', init: RTCRtpTransceiverInit): RTCRtpTransceiver {
    const transceiver = this.#connection.addTransceiver(kind, init)
    const codecs = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? []
    transceiver.setCodecPreferences(codecs.filter((c) => WANTED_CODECS.includes(c.mimeType)))
    return transceiver
  }
}

async function replace(sender: RTCRtpSender, track: MediaStreamTrack | null): Promise<void> {
  if (sender.track !== track) await sender.replaceTrack(track)
}
