/** How loud a track is just now, for the meter beside the microphone. */

/** Speech at a normal distance peaks near −20 dBFS: the meter is full there. */
const FLOOR_DB = -60
const FULL_DB = -20

export function levelOf(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const db = 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-12)
  return Math.min(1, Math.max(0, (db - FLOOR_DB) / (FULL_DB - FLOOR_DB)))
}

/** Calls back about 15 times a second until the returned function is called. */
export function watchLevel(track: MediaStreamTrack, onLevel: (level: number) => void): () => void {
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  analyser.fftSize = 1024
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples)
    onLevel(track.enabled ? levelOf(samples) : 0)
  }, 66)
  return () => {
    clearInterval(timer)
    void context.close()
  }
}
