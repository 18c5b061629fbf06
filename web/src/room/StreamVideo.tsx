/** A silent picture of a stream; sound has elements of its own. */
import { useEffect, useRef, useState } from 'react'
import classes from './tile.module.css'

interface Props {
  readonly stream: MediaStream
  readonly fit: 'cover' | 'contain'
  readonly mirrored?: boolean
}

export function StreamVideo({ stream, fit, mirrored = false }: Props) {
  const element = useRef<HTMLVideoElement>(null)
  const [ready, setReady] = useState(false)

  useEffect(() => {
    const video = element.current
    if (video === null) return
    video.srcObject = stream
    // A muted video may always play; it is interrupted only when it leaves the page.
    video.play().catch(() => undefined)
    return () => {
      video.srcObject = null
    }
  }, [stream])

  return (
    <video
      ref={element}
      className={classes.video}
      data-fit={fit}
      data-mirrored={mirrored || undefined}
      data-ready={ready || undefined}
      onLoadedData={() => setReady(true)}
      onEmptied={() => setReady(false)}
      autoPlay
      playsInline
      muted
      tabIndex={-1}
    />
  )
}
