/** What this person has open on their own screen: view, pin, side panel, dialogs. */
import { useCallback, useEffect, useState } from 'react'
import type { ViewMode, Wishes } from '../state/layout'
import { useRoom } from './RoomContext'

export type Panel = 'chat' | 'people'
export type Dialog =
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'end' }
  | { readonly kind: 'remove' | 'ban'; readonly participantId: string; readonly name: string }

export interface Desk {
  readonly wishes: Wishes
  readonly panel: Panel | null
  readonly dialog: Dialog | null
  readonly setPage: (page: number) => void
  readonly togglePin: (participantId: string) => void
  readonly toggleView: (shown: ViewMode) => void
  readonly togglePanel: (panel: Panel) => void
  readonly openDialog: (dialog: Dialog | null) => void
}

export function useDesk(): Desk {
  const room = useRoom()
  const [wishes, setWishes] = useState<Wishes>({ mode: 'tiles', pinned: null, page: 0 })
  const [panel, setPanel] = useState<Panel | null>(null)
  const [dialog, openDialog] = useState<Dialog | null>(null)

  useEffect(() => room.showChat(panel === 'chat'), [room, panel])

  const setPage = useCallback((page: number) => setWishes((old) => ({ ...old, page })), [])
  const togglePin = useCallback(
    (id: string) => setWishes((old) => ({ ...old, pinned: old.pinned === id ? null : id })),
    [],
  )
  const toggleView = useCallback((shown: ViewMode) => {
    setWishes({ mode: shown === 'stage' ? 'tiles' : 'stage', pinned: null, page: 0 })
  }, [])
  const togglePanel = useCallback(
    (chosen: Panel) => setPanel((old) => (old === chosen ? null : chosen)),
    [],
  )
  return { wishes, panel, dialog, setPage, togglePin, toggleView, togglePanel, openDialog }
}
