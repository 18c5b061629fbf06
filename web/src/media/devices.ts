/** Which devices there are, and which of them this person chose the last time. */

export interface Device {
  readonly id: string
  readonly label: string
}

export interface DeviceLists {
  readonly microphones: readonly Device[]
  readonly cameras: readonly Device[]
  readonly speakers: readonly Device[]
}

export interface Choices {
  readonly microphoneId: string | null
  readonly cameraId: string | null
  readonly speakerId: string | null
  readonly microphoneOn: boolean
  readonly cameraOn: boolean
}

export const noDevices: DeviceLists = { microphones: [], cameras: [], speakers: [] }

export const firstChoices: Choices = {
  microphoneId: null,
  cameraId: null,
  speakerId: null,
  microphoneOn: true,
  cameraOn: true,
}

const KEY = 'onmeeting.devices'

export async function listDevices(): Promise<DeviceLists> {
  if (!('mediaDevices' in navigator)) return noDevices
  const found = await navigator.mediaDevices.enumerateDevices()
  const ofKind = (kind: MediaDeviceKind) =>
    found
      .filter((device) => device.kind === kind && device.deviceId !== '')
      .map((device) => ({ id: device.deviceId, label: device.label }))
  return {
    microphones: ofKind('audioinput'),
    cameras: ofKind('videoinput'),
    speakers: ofKind('audiooutput'),
  }
}

export function watchDevices(changed: () => void): () => void {
  if (!('mediaDevices' in navigator)) return () => undefined
  navigator.mediaDevices.addEventListener('devicechange', changed)
  return () => navigator.mediaDevices.removeEventListener('devicechange', changed)
}

export function loadChoices(storage: Storage): Choices {
  try {
    const saved: unknown = JSON.parse(storage.getItem(KEY) ?? '{}')
    return parseChoices(saved)
  } catch {
    return firstChoices
  }
}

export function saveChoices(storage: Storage, choices: Choices): void {
  storage.setItem(KEY, JSON.stringify(choices))
}

function parseChoices(saved: unknown): Choices {
  if (typeof saved !== 'object' || saved === null) return firstChoices
  const field = saved as Record<string, unknown>
  const id = (value: unknown) => (typeof value === 'string' ? value : null)
  return {
    microphoneId: id(field['microphoneId']),
    cameraId: id(field['cameraId']),
    speakerId: id(field['speakerId']),
    microphoneOn: field['microphoneOn'] !== false,
    cameraOn: field['cameraOn'] !== false,
  }
}
