/** Tells the worker what this screen shows and how large, so that it sends no more than that. */
import { useEffect } from 'react'
import type { Layout } from '../state/layout'
import { isMe } from '../state/room'
import { useRoom } from './RoomContext'

export interface TileSize {
  readonly width: number
  readonly height: number
}

/** Sizes are rounded up to macroblocks: a pixel more or less is no reason to say it again. */
const STEP = 16

export function useView(layout: Layout, pinned: string | null, size: TileSize): void {
  const room = useRoom()
  useEffect(() => {
    const scaled = (pixels: number) => Math.ceil((pixels * window.devicePixelRatio) / STEP) * STEP
    const state = room.state.get()
    const tiles = layout.tiles
      .filter(({ participant }) => !isMe(state, participant.participant_id))
      .map(({ participant }) => ({
        participant_id: participant.participant_id,
        width: scaled(size.width),
        height: scaled(size.height),
      }))
    room.show({ pinned, tiles })
  }, [room, layout, pinned, size.width, size.height])
}
