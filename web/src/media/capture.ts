/** Opening microphones, cameras and screens, with the browser's refusals made plain. */

export type Problem = 'denied' | 'missing' | 'busy' | 'failed'

export type Captured =
  | { readonly track: MediaStreamTrack; readonly problem: null }
  | { readonly track: null; readonly problem: Problem }

/** Names of DOMException that getUserMedia may raise (Media Capture and Streams, 10.2). */
const problems: Readonly<Record<string, Problem>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
}

/**
 * The least that makes Chromium send three simulcast layers, and the most that the 900 kbit/s of
 * the largest one carry well: 720 lines would be softer, and cost a laptop nearly twice the work.
 */
const cameraWish: MediaTrackConstraints = {
  width: { min: 320, ideal: 960 },
  height: { min: 180, ideal: 540 },
  frameRate: { ideal: 25, max: 30 },
}
const microphoneWish: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
}

export function problemOf(error: unknown): Problem {
  return error instanceof DOMException ? (problems[error.name] ?? 'failed') : 'failed'
}

export function openMicrophone(deviceId: string | null): Promise<Captured> {
  return openDevice('audio', microphoneWish, deviceId)
}

export function openCamera(deviceId: string | null): Promise<Captured> {
  return openDevice('video', cameraWish, deviceId)
}

/** Both in one question to the person; when one of them fails, each for itself. */
export async function openBoth(
  microphoneId: string | null,
  cameraId: string | null,
): Promise<{ microphone: Captured; camera: Captured }> {
  try {
    const stream = await devices().getUserMedia({
      audio: { ...microphoneWish, ...preferred(microphoneId) },
      video: { ...cameraWish, ...preferred(cameraId) },
    })
    return { microphone: first(stream.getAudioTracks()), camera: first(stream.getVideoTracks()) }
  } catch {
    return { microphone: await openMicrophone(microphoneId), camera: await openCamera(cameraId) }
  }
}

export async function openScreen(): Promise<Captured> {
  try {
    const stream = await devices().getDisplayMedia({
      video: { frameRate: { ideal: 15, max: 30 } },
      audio: false,
    })
    const captured = first(stream.getVideoTracks())
    // Text on a shared screen must stay sharp: lower the frame rate before the resolution.
    if (captured.track !== null) captured.track.contentHint = 'detail'
    return captured
  } catch (error) {
    return { track: null, problem: problemOf(error) }
  }
}

async function openDevice(
  kind: 'audio' | 'video',
  wish: MediaTrackConstraints,
  deviceId: string | null,
): Promise<Captured> {
  try {
    const stream = await devices().getUserMedia({ [kind]: { ...wish, ...preferred(deviceId) } })
    return first(stream.getTracks())
  } catch (error) {
    return { track: null, problem: problemOf(error) }
  }
}

/** `ideal`, not `exact`: a remembered device that is unplugged today must not keep one out. */
function preferred(deviceId: string | null): MediaTrackConstraints {
  return deviceId === null ? {} : { deviceId: { ideal: deviceId } }
}

function first(tracks: readonly MediaStreamTrack[]): Captured {
  const track = tracks[0]
  return track === undefined ? { track: null, problem: 'missing' } : { track, problem: null }
}

/** `navigator.mediaDevices` does not exist on pages without TLS (but localhost). */
function devices(): MediaDevices {
  const found = (navigator as { mediaDevices?: MediaDevices }).mediaDevices
  if (found === undefined) throw new DOMException('insecure page', 'SecurityError')
  return found
}
