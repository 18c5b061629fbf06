/** From a second of connection figures to three levels a person understands. */

export type Quality = 'good' | 'fair' | 'poor'

export interface NetworkSample {
  readonly rttMs: number | null
  readonly jitterMs: number | null
  /** Packets lost of those expected in this sample, 0…1. */
  readonly lossRatio: number | null
}

/** Interactive speech suffers above 150 ms one way (ITU-T G.114) and about 3 % loss. */
const FAIR = { rttMs: 200, jitterMs: 40, lossRatio: 0.02 } as const
const POOR = { rttMs: 400, jitterMs: 80, lossRatio: 0.08 } as const

export function judge(sample: NetworkSample): Quality {
  if (exceeds(sample, POOR)) return 'poor'
  return exceeds(sample, FAIR) ? 'fair' : 'good'
}

function exceeds(sample: NetworkSample, limit: typeof FAIR | typeof POOR): boolean {
  return (
    (sample.rttMs ?? 0) > limit.rttMs ||
    (sample.jitterMs ?? 0) > limit.jitterMs ||
    (sample.lossRatio ?? 0) > limit.lossRatio
  )
}

export interface Counts {
  readonly received: number
  readonly lost: number
}

/** Counters restart with a new connection, and "lost" may shrink when late packets come. */
export function lossBetween(before: Counts, after: Counts): number | null {
  const received = after.received - before.received
  const lost = Math.max(0, after.lost - before.lost)
  return received < 0 || received + lost === 0 ? null : lost / (received + lost)
}
