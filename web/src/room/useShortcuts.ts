/** Key presses become actions; Space is held to talk. */
import { useEffect, useEffectEvent } from 'react'
import { inOrder, type ViewMode } from '../state/layout'
import { actionFor, type Action, type KeyPress } from '../state/shortcuts'
import type { Room } from './room'
import { useRoom } from './RoomContext'
import type { Desk } from './useDesk'

type Act = (room: Room, desk: Desk, mode: ViewMode) => void
type Pin = Extract<Action, `pin_${string}`>

const acts: Readonly<Record<Exclude<Action, Pin | 'talk'>, Act>> = {
  microphone: (room) => void room.setMicrophone(!room.state.get().own.microphone),
  camera: (room) => void room.setCamera(!room.state.get().own.camera),
  share: (room) => void room.setScreen(!room.state.get().own.screen),
  hand: (room) => room.raiseHand(!room.state.get().handRaised),
  chat: (_room, desk) => desk.togglePanel('chat'),
  participants: (_room, desk) => desk.togglePanel('people'),
  view: (_room, desk, mode) => desk.toggleView(mode),
  help: (_room, desk) => desk.openDialog({ kind: 'shortcuts' }),
}

export function useShortcuts(desk: Desk, mode: ViewMode, onTalk: (talking: boolean) => void): void {
  const room = useRoom()

  const act = useEffectEvent((action: Exclude<Action, 'talk'>) => {
    if (isPin(action)) pin(room, desk, action)
    else acts[action](room, desk, mode)
  })
  const blocked = useEffectEvent(() => desk.dialog !== null)

  useEffect(() => {
    let talking = false
    const talk = (on: boolean) => {
      talking = on
      onTalk(on)
      void room.setMicrophone(on)
    }
    const pressed = (event: KeyboardEvent) => {
      const action = blocked() || event.repeat ? null : actionFor(readPress(event))
      if (action === null) return
      event.preventDefault()
      if (action !== 'talk') act(action)
      else if (!room.state.get().own.microphone) talk(true)
    }
    const released = (event: Event) => {
      const other = event instanceof KeyboardEvent && event.key !== ' '
      if (talking && !other) talk(false)
    }
    window.addEventListener('keydown', pressed)
    window.addEventListener('keyup', released)
    // The key may be released over another window.
    window.addEventListener('blur', released)
    return () => {
      window.removeEventListener('keydown', pressed)
      window.removeEventListener('keyup', released)
      window.removeEventListener('blur', released)
    }
  }, [room, onTalk])
}

function isPin(action: Action): action is Pin {
  return action.startsWith('pin_')
}

function pin(room: Room, desk: Desk, action: Pin): void {
  const place = Number(action.slice('pin_'.length))
  const participant = inOrder(room.state.get())[place - 1]
  if (participant !== undefined) desk.togglePin(participant.participant_id)
}

const PRESSABLE = 'button, a, input, select, textarea, [role="menuitem"], [role="option"]'

function readPress(event: KeyboardEvent): KeyPress {
  const target = event.target instanceof Element ? event.target : null
  return {
    key: event.key,
    ctrl: event.ctrlKey,
    alt: event.altKey,
    meta: event.metaKey,
    typing: target?.closest('input, textarea, select, [contenteditable="true"]') != null,
    pressable: target?.closest(PRESSABLE) != null,
  }
}
