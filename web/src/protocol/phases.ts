/** The phases of a signalling session, and the only steps between them. */

export type Phase =
  'idle' | 'ticketing' | 'connecting' | 'greeting' | 'waiting' | 'joined' | 'pausing' | 'over'

export type Step =
  | 'ticket'
  | 'ticket_failed'
  | 'opened'
  | 'held'
  | 'admitted'
  | 'lost'
  | 'resume'
  | 'rejoin'
  | 'finish'

const transitions: Readonly<Record<Phase, Partial<Record<Step, Phase>>>> = {
  idle: { ticket: 'connecting', finish: 'over' },
  ticketing: { ticket: 'connecting', ticket_failed: 'pausing', finish: 'over' },
  connecting: { opened: 'greeting', lost: 'pausing', finish: 'over' },
  greeting: {
    held: 'waiting',
    admitted: 'joined',
    lost: 'pausing',
    rejoin: 'ticketing',
    finish: 'over',
  },
  waiting: {
    held: 'waiting',
    admitted: 'joined',
    lost: 'pausing',
    rejoin: 'ticketing',
    finish: 'over',
  },
  joined: { lost: 'pausing', rejoin: 'ticketing', finish: 'over' },
  pausing: { resume: 'connecting', rejoin: 'ticketing', finish: 'over' },
  over: {},
}

export class IllegalTransitionError extends Error {
  constructor(phase: Phase, step: Step) {
    super(`the session cannot ${step} while ${phase}`)
    this.name = 'IllegalTransitionError'
  }
}

/** Throws, and changes nothing, when the step is not in the table. */
export function nextPhase(phase: Phase, step: Step): Phase {
  const next = transitions[phase][step]
  if (next === undefined) throw new IllegalTransitionError(phase, step)
  return next
}

export function mayStep(phase: Phase, step: Step): boolean {
  return transitions[phase][step] !== undefined
}
