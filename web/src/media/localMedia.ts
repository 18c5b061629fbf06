/** One's own microphone, camera and screen: what is open, what is on, and what went wrong. */
import { Store } from '../state/store'
import {
  openBoth,
  openCamera,
  openMicrophone,
  openScreen,
  type Captured,
  type Problem,
} from './capture'
import {
  firstChoices,
  listDevices,
  loadChoices,
  noDevices,
  saveChoices,
  watchDevices,
  type Choices,
  type DeviceLists,
} from './devices'

export interface LocalMediaState {
  /** Devices are still being asked for. */
  readonly opening: boolean
  readonly choices: Choices
  readonly lists: DeviceLists
  readonly microphone: MediaStreamTrack | null
  readonly camera: MediaStreamTrack | null
  readonly screen: MediaStreamTrack | null
  readonly microphoneProblem: Problem | null
  readonly cameraProblem: Problem | null
}

const nothingOpen: LocalMediaState = {
  opening: true,
  choices: firstChoices,
  lists: noDevices,
  microphone: null,
  camera: null,
  screen: null,
  microphoneProblem: null,
  cameraProblem: null,
}

export class LocalMedia {
  readonly store = new Store<LocalMediaState>(nothingOpen)
  readonly #storage: Storage
  #closed = false
  #unwatch: () => void = () => undefined

  constructor(storage: Storage) {
    this.#storage = storage
    this.#update({ choices: loadChoices(storage) })
  }

  get state(): LocalMediaState {
    return this.store.get()
  }

  get microphoneOn(): boolean {
    return this.state.microphone?.enabled === true && this.state.choices.microphoneOn
  }

  /** Ask for what was on the last time; at first both, so that the browser asks once. */
  async open(): Promise<void> {
    this.#unwatch()
    this.#drop('microphone')
    this.#drop('camera')
    this.#unwatch = watchDevices(() => void this.#refreshDevices())
    const { microphoneId, cameraId, cameraOn } = this.state.choices
    const opened = cameraOn
      ? await openBoth(microphoneId, cameraId)
      : { microphone: await openMicrophone(microphoneId), camera: null }
    this.#takeMicrophone(opened.microphone)
    if (opened.camera !== null) this.#takeCamera(opened.camera)
    this.#update({ opening: false })
    await this.#refreshDevices()
  }

  async setMicrophone(on: boolean): Promise<void> {
    this.#choose({ microphoneOn: on })
    if (on && this.state.microphone === null) {
      this.#takeMicrophone(await openMicrophone(this.state.choices.microphoneId))
      await this.#refreshDevices()
      return
    }
    if (this.state.microphone !== null) this.state.microphone.enabled = on
    this.#update({})
  }

  async setCamera(on: boolean): Promise<void> {
    this.#choose({ cameraOn: on })
    if (!on) {
      this.#drop('camera')
    } else if (this.state.camera === null) {
      this.#takeCamera(await openCamera(this.state.choices.cameraId))
      await this.#refreshDevices()
    }
  }

  async setScreen(on: boolean): Promise<Problem | null> {
    if (!on) {
      this.#drop('screen')
      return null
    }
    const { track, problem } = await openScreen()
    if (track === null) return problem
    if (this.#closed) {
      track.stop()
      return null
    }
    // The browser's own "stop sharing" button ends the track.
    track.addEventListener('ended', () => this.#lost('screen', track))
    this.#update({ screen: track })
    return null
  }

  async chooseMicrophone(deviceId: string): Promise<void> {
    this.#choose({ microphoneId: deviceId })
    this.#drop('microphone')
    this.#takeMicrophone(await openMicrophone(deviceId))
  }

  async chooseCamera(deviceId: string): Promise<void> {
    this.#choose({ cameraId: deviceId })
    if (!this.state.choices.cameraOn) return
    this.#drop('camera')
    this.#takeCamera(await openCamera(deviceId))
  }

  chooseSpeaker(deviceId: string): void {
    this.#choose({ speakerId: deviceId })
  }

  close(): void {
    this.#closed = true
    this.#unwatch()
    this.#drop('microphone')
    this.#drop('camera')
    this.#drop('screen')
  }

  #takeMicrophone({ track, problem }: Captured): void {
    if (this.#refused(track)) return
    if (track !== null) {
      track.enabled = this.state.choices.microphoneOn
      track.addEventListener('ended', () => this.#lost('microphone', track))
    }
    this.#update({ microphone: track, microphoneProblem: problem })
  }

  #takeCamera({ track, problem }: Captured): void {
    if (this.#refused(track)) return
    if (track !== null) {
      track.contentHint = 'motion'
      track.addEventListener('ended', () => this.#lost('camera', track))
    }
    this.#update({ camera: track, cameraProblem: problem })
  }

  /** A device that opens after the page has gone must not stay on. */
  #refused(track: MediaStreamTrack | null): boolean {
    if (this.#closed) track?.stop()
    return this.#closed
  }

  /** A device was unplugged: go on with another one, if there is any. */
  #lost(kind: 'microphone' | 'camera' | 'screen', track: MediaStreamTrack): void {
    if (this.state[kind] !== track) return
    this.#update({ [kind]: null })
    if (kind === 'microphone') void openMicrophone(null).then((c) => this.#takeMicrophone(c))
    if (kind === 'camera') void openCamera(null).then((c) => this.#takeCamera(c))
  }

  #drop(kind: 'microphone' | 'camera' | 'screen'): void {
    const track = this.state[kind]
    if (track === null) return
    this.#update({ [kind]: null })
    track.stop()
  }

  async #refreshDevices(): Promise<void> {
    this.#update({ lists: await listDevices() })
  }

  #choose(changed: Partial<Choices>): void {
    const choices = { ...this.state.choices, ...changed }
    saveChoices(this.#storage, choices)
    this.#update({ choices })
  }

  #update(changed: Partial<LocalMediaState>): void {
    this.store.set({ ...this.state, ...changed })
  }
}
