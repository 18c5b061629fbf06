/** Devices and an offer, made ready while the person still looks at the mirror. */
import { useEffect, useState } from 'react'
import { LocalMedia } from '../../media/localMedia'
import { Peer } from '../../media/peer'

export interface Prepared {
  readonly media: LocalMedia
  /** Null until the devices have been asked for; then its offer is being written. */
  readonly peer: Peer | null
}

export interface Preparation {
  readonly prepared: Prepared | null
  /** From now on the room owns the media: leaving this page no longer closes it. */
  readonly handOver: () => void
}

export function usePreparedMedia(): Preparation {
  const [preparation, setPreparation] = useState<Preparation>({
    prepared: null,
    handOver: () => undefined,
  })

  useEffect(() => {
    const media = new LocalMedia(localStorage)
    let peer: Peer | null = null
    let over = false
    let handed = false
    const tell = () =>
      setPreparation({
        prepared: { media, peer },
        handOver: () => {
          handed = true
        },
      })
    tell()
    void media.open().then(() => {
      if (over || handed) return
      peer = new Peer(Date.now())
      tell()
    })
    return () => {
      over = true
      if (handed) return
      media.close()
      peer?.close()
    }
  }, [])

  return preparation
}
