import { describe, expect, it } from 'vitest'
import type { WorkerMessage } from '../protocol/messages.gen'
import type { RoomEvent } from './reduce'
import { emptyRoom } from './room'
import { after, joinedMessage, person, roomOf, videoSlots } from './sample'

const says = (message: WorkerMessage, nowMs = 0): RoomEvent => ({ type: 'worker', message, nowMs })
const chat = (id: string, from = 'a') => ({
  message_id: id,
  participant_id: from,
  name: 'An',
  text: 'chào',
  at_ms: 1,
})

describe('joining', () => {
  it('takes everything the worker tells', () => {
    const state = roomOf([person('a')], { title: 'Họp', locked: true, ends_at_ms: 9 })
    expect(state).toMatchObject({ title: 'Họp', locked: true, endsAtMs: 9, clockOffsetMs: 50_000 })
    expect([...state.participants.keys()]).toEqual(['me', 'a'])
  })

  it('keeps the slots of a resumed session, and forgets those of a new one', () => {
    const before = videoSlots(roomOf([person('a')]), 3, { 0: ['a', 'camera'] })
    const resumed = after(before, says(joinedMessage({ resumed: true })))
    expect(resumed.slots.video[0]?.participant_id).toBe('a')
    const anew = after(before, says(joinedMessage({ resumed: false })))
    expect(anew.slots.video[0]).toBeNull()
    expect(anew.slotEpoch).toBe(0)
  })

  it('leaves the lobby behind (F1)', () => {
    const held = after(emptyRoom, says({ type: 'waiting', title: 'Họp', host_present: true }))
    expect(held.waiting).toEqual({ title: 'Họp', hostPresent: true })
    expect(after(held, says(joinedMessage())).waiting).toBeNull()
  })
})

describe('slots', () => {
  it('never go back to an older epoch', () => {
    const newer = videoSlots(roomOf([person('a'), person('b')]), 5, { 0: ['b', 'camera'] })
    const late = videoSlots(newer, 4, { 0: ['a', 'camera'] })
    expect(late.slots.video[0]?.participant_id).toBe('b')
  })

  it('begin anew with every connection', () => {
    const before = videoSlots(roomOf([person('a')]), 7, { 0: ['a', 'camera'] })
    const anew = after(before, says({ type: 'answer', sdp: '', slots: [] }))
    expect(anew.slots.video[0]).toBeNull()
    expect(videoSlots(anew, 1, { 2: ['a', 'camera'] }).slots.video[2]).not.toBeNull()
  })

  it('ignore an index this client does not have', () => {
    const state = videoSlots(roomOf([person('a')]), 1, { 99: ['a', 'camera'] })
    expect(state.slots.video).toHaveLength(9)
  })
})

describe('people', () => {
  it('are announced when they come and go, but not in a crowd', () => {
    const come = after(roomOf([]), says({ type: 'participant', participant: person('a') }))
    expect(come.notices.at(-1)).toMatchObject({ kind: 'joined', name: 'Người a' })
    const gone = after(
      come,
      says({ type: 'participant_gone', participant_id: 'a', reason: 'left' }),
    )
    expect(gone.notices.at(-1)).toMatchObject({ kind: 'left' })
    const crowd = roomOf(Array.from({ length: 30 }, (_, i) => person(`p${i}`)))
    expect(
      after(crowd, says({ type: 'participant', participant: person('late') })).notices,
    ).toEqual([])
  })

  it('who go take the speaker’s place with them', () => {
    const speaking = after(
      roomOf([person('a')]),
      says({ type: 'active_speaker', participant_id: 'a' }),
      says({ type: 'participant_gone', participant_id: 'a', reason: 'left' }),
    )
    expect(speaking.speaker).toBeNull()
  })

  it('raise their hands once', () => {
    const raised = says({ type: 'participant', participant: person('a', { hand_raised: true }) })
    const state = after(roomOf([person('a')]), raised, raised)
    expect(state.notices.filter((n) => n.kind === 'hand')).toHaveLength(1)
  })

  it('see their own hand lowered by the worker', () => {
    const up = after(roomOf([]), { type: 'hand', raised: true })
    const state = after(up, says({ type: 'participant', participant: person('me') }))
    expect(state.handRaised).toBe(false)
  })
})

describe('chat', () => {
  it('counts what was not read, but not one’s own words', () => {
    const state = after(
      roomOf([person('a')]),
      says({ type: 'chat', message: chat('1') }),
      says({ type: 'chat', message: chat('2', 'me') }),
    )
    expect(state.unread).toBe(1)
    expect(after(state, { type: 'chat_shown', shown: true }).unread).toBe(0)
  })

  it('shows a repeated message once', () => {
    const again = says({ type: 'chat', message: chat('1') })
    expect(after(roomOf([]), again, again).chat).toHaveLength(1)
  })

  it('waits in a queue until the worker repeats it, also across a reconnect', () => {
    const queued = after(
      roomOf([]),
      { type: 'chat_queued', chat: { messageId: '1', text: 'chào' } },
      { type: 'chat_queued', chat: { messageId: '2', text: 'ơi' } },
    )
    const told = after(queued, says({ type: 'chat', message: chat('1', 'me') }))
    expect(told.queuedChat.map((c) => c.messageId)).toEqual(['2'])
    const rejoined = after(told, says(joinedMessage({ chat: [chat('2', 'me')] })))
    expect(rejoined.queuedChat).toEqual([])
  })
})

describe('the host', () => {
  it('is told of a new guest at the door once', () => {
    const waiting = says({
      type: 'lobby',
      waiting: [{ participant_id: 'g', name: 'Bình', waiting_since_ms: 1 }],
    })
    const state = after(roomOf([], { role: 'host' }), waiting, waiting)
    expect(state.notices.filter((n) => n.kind === 'waiting')).toHaveLength(1)
    expect(state.lobby).toHaveLength(1)
  })

  it('mutes: the microphone is off here, too', () => {
    const on = after(roomOf([]), {
      type: 'own_media',
      own: { microphone: true, camera: true, screen: false },
    })
    expect(after(on, says({ type: 'muted_by_host' })).own).toEqual({
      microphone: false,
      camera: true,
      screen: false,
    })
  })
})

describe('the clock (F3)', () => {
  it('moves the end and warns', () => {
    const state = after(
      roomOf([]),
      says({ type: 'clock', now_ms: 100_000, ends_at_ms: 400_000, warning_min: 5 }, 40_000),
    )
    expect(state).toMatchObject({ endsAtMs: 400_000, clockOffsetMs: 60_000 })
    expect(state.notices.at(-1)?.kind).toBe('time_5')
  })
})

describe('a lost connection', () => {
  const phase = (name: 'pausing' | 'connecting' | 'joined', nowMs: number): RoomEvent => ({
    type: 'phase',
    phase: name,
    over: null,
    nowMs,
  })

  it('is dated from its beginning, and over when joined again', () => {
    const lost = after(roomOf([]), phase('pausing', 7), phase('connecting', 9))
    expect(lost.lostAtMs).toBe(7)
    expect(after(lost, phase('joined', 20)).lostAtMs).toBeNull()
  })

  it('does not exist before the first arrival', () => {
    expect(after(emptyRoom, phase('connecting', 1)).lostAtMs).toBeNull()
  })
})

describe('notices', () => {
  it('pass', () => {
    const state = after(roomOf([]), { type: 'notice', kind: 'failed', nowMs: 5 })
    expect(after(state, { type: 'notices_expired', beforeMs: 5 }).notices).toEqual([])
  })
})
