/** A room to test with. */
import type { Joined, Participant, SlotAssignment } from '../protocol/messages.gen'
import { reduce, type RoomEvent } from './reduce'
import { emptyRoom, type RoomState } from './room'

export function person(id: string, changed: Partial<Participant> = {}): Participant {
  return {
    participant_id: id,
    name: `Người ${id}`,
    role: 'guest',
    joined_at_ms: 1000,
    microphone: true,
    camera: true,
    screen: false,
    hand_raised: false,
    connected: true,
    ...changed,
  }
}

export function joinedMessage(changed: Partial<Joined> = {}): Joined {
  return {
    type: 'joined',
    version: 1,
    participant_id: 'me',
    role: 'guest',
    resume: 'key',
    resumed: false,
    title: 'Họp tuần',
    locked: false,
    now_ms: 50_000,
    ends_at_ms: null,
    max_participants: 100,
    participants: [person('me', { joined_at_ms: 3000 })],
    chat: [],
    ...changed,
  }
}

export function roomOf(people: readonly Participant[], changed: Partial<Joined> = {}): RoomState {
  const participants = [person('me', { joined_at_ms: 3000 }), ...people]
  return after(emptyRoom, {
    type: 'worker',
    message: joinedMessage({ participants, ...changed }),
    nowMs: 0,
  })
}

export function after(state: RoomState, ...events: readonly RoomEvent[]): RoomState {
  return events.reduce(reduce, state)
}

export function videoSlots(
  state: RoomState,
  epoch: number,
  slots: Record<number, readonly [string, 'camera' | 'screen'] | null>,
): RoomState {
  const changes = Object.entries(slots).map(([index, shown]): SlotAssignment => ({
    kind: 'video',
    index: Number(index),
    participant_id: shown?.[0] ?? null,
    source: shown?.[1] ?? null,
    rtp_timestamp: null,
  }))
  return after(state, {
    type: 'worker',
    message: { type: 'slots', epoch, slots: changes },
    nowMs: 0,
  })
}
