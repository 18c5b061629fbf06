import { describe, expect, it } from 'vitest'
import { IllegalTransitionError, mayStep, nextPhase, type Phase, type Step } from './phases'

const phases: readonly Phase[] = [
  'idle',
  'ticketing',
  'connecting',
  'greeting',
  'waiting',
  'joined',
  'pausing',
  'over',
]
const steps: readonly Step[] = [
  'ticket',
  'ticket_failed',
  'opened',
  'held',
  'admitted',
  'lost',
  'resume',
  'rejoin',
  'finish',
]

describe('the phases of a session', () => {
  it('can always be finished, and then nothing follows', () => {
    for (const phase of phases) expect(mayStep(phase, 'finish')).toBe(phase !== 'over')
    for (const step of steps) expect(mayStep('over', step)).toBe(false)
  })

  it('never let anybody in who did not greet (F1)', () => {
    const doors = phases.filter((phase) => mayStep(phase, 'admitted'))
    expect(doors).toEqual(['greeting', 'waiting'])
  })

  it('refuse every step that is not in the table', () => {
    for (const phase of phases)
      for (const step of steps.filter((one) => !mayStep(phase, one)))
        expect(() => nextPhase(phase, step)).toThrow(IllegalTransitionError)
  })
})
