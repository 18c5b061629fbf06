/** The room for the components inside it, and stores for React. */
import { createContext, use, useSyncExternalStore } from 'react'
import type { RoomState } from '../state/room'
import type { Store } from '../state/store'
import type { Room } from './room'

export const RoomContext = createContext<Room | null>(null)

export function useRoom(): Room {
  const room = use(RoomContext)
  if (room === null) throw new Error('useRoom outside of a room')
  return room
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get)
}

export function useRoomState(): RoomState {
  return useStore(useRoom().state)
}
