/** Something a person sets off: run it once at a time, and know whether it runs or has failed. */
import { useRef, useState } from 'react'
import { ApiError } from './problem'

interface ActionState {
  readonly pending: boolean
  readonly error: ApiError | null
}

export interface Action<Arguments extends unknown[]> extends ActionState {
  readonly run: (...args: Arguments) => void
  readonly clear: () => void
}

const idle: ActionState = { pending: false, error: null }

export function useAction<Arguments extends unknown[]>(
  action: (...args: Arguments) => Promise<unknown>,
): Action<Arguments> {
  const [state, setState] = useState(idle)
  const running = useRef(false)

  const run = (...args: Arguments) => {
    if (running.current) return
    running.current = true
    setState({ pending: true, error: null })
    action(...args)
      .then(
        () => setState(idle),
        (error: unknown) => {
          setState(() => {
            // What is not an answer of the functions is a defect: the error boundary shows it.
            if (!(error instanceof ApiError)) throw error
            return { pending: false, error }
          })
        },
      )
      .finally(() => {
        running.current = false
      })
  }

  return { ...state, run, clear: () => setState(idle) }
}
