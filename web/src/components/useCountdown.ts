/** Whole seconds left until something may be done again. */
import { useEffect, useState } from 'react'

export interface Countdown {
  readonly secondsLeft: number
  readonly start: (seconds: number) => void
}

export function useCountdown(initialSeconds: number): Countdown {
  const [secondsLeft, setSecondsLeft] = useState(initialSeconds)
  const running = secondsLeft > 0

  useEffect(() => {
    if (!running) return
    const timer = setInterval(() => setSecondsLeft((left) => Math.max(0, left - 1)), 1000)
    return () => clearInterval(timer)
  }, [running])

  return { secondsLeft, start: setSecondsLeft }
}
