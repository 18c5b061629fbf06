/** A second of the connection's figures, read from getStats. */
import { lossBetween, type Counts, type NetworkSample } from '../state/quality'

export interface Reading extends NetworkSample {
  readonly counts: Counts
}

interface InboundStats {
  readonly kind?: string
  readonly jitter?: number
  readonly packetsReceived?: number
  readonly packetsLost?: number
}

/** Times in getStats are seconds. */
const MS = 1000

export function readNetwork(report: RTCStatsReport, before: Counts): Reading {
  let rttMs: number | null = null
  let jitterMs: number | null = null
  let received = 0
  let lost = 0
  report.forEach((stats: RTCStats) => {
    if (stats.type === 'candidate-pair') {
      const pair = stats as RTCIceCandidatePairStats
      if (pair.nominated === true && pair.currentRoundTripTime !== undefined)
        rttMs = pair.currentRoundTripTime * MS
    } else if (stats.type === 'inbound-rtp') {
      const inbound = stats as InboundStats
      received += inbound.packetsReceived ?? 0
      lost += inbound.packetsLost ?? 0
      // Video arrives in bursts of a frame: only the voice tells jitter of the network.
      if (inbound.kind === 'audio' && inbound.jitter !== undefined)
        jitterMs = Math.max(jitterMs ?? 0, inbound.jitter * MS)
    }
  })
  const counts = { received, lost }
  return { rttMs, jitterMs, lossRatio: lossBetween(before, counts), counts }
}
