import { describe, expect, it } from 'vitest'
import { columnsFor, inOrder, planLayout, type Wishes } from './layout'
import { after, person, roomOf, videoSlots } from './sample'

const stage: Wishes = { mode: 'stage', pinned: null, page: 0 }
const tiles: Wishes = { mode: 'tiles', pinned: null, page: 0 }
const speaks = (participant_id: string) =>
  ({
    type: 'worker',
    message: { type: 'active_speaker', participant_id },
    nowMs: 0,
  }) as const

describe('the stage', () => {
  it.each([stage, tiles])('shows oneself while alone', (wishes) => {
    expect(planLayout(roomOf([]), wishes)).toMatchObject({
      mode: 'stage',
      stage: { participant: { participant_id: 'me' } },
      tiles: [],
    })
  })

  it('keeps the old picture under its own name until the new one has come', () => {
    const before = videoSlots(roomOf([person('a'), person('b')]), 1, { 0: ['a', 'camera'] })
    const spoken = after(before, speaks('b'))
    expect(planLayout(spoken, stage).stage).toMatchObject({
      participant: { participant_id: 'a' },
      slot: 0,
    })
    const arrived = videoSlots(spoken, 2, { 0: ['b', 'camera'] })
    expect(planLayout(arrived, stage).stage).toMatchObject({
      participant: { participant_id: 'b' },
      slot: 0,
    })
  })

  it('shows a speaker without camera at once, by name', () => {
    const state = videoSlots(roomOf([person('a'), person('b', { camera: false })]), 1, {
      0: ['a', 'camera'],
    })
    expect(planLayout(after(state, speaks('b')), stage).stage).toMatchObject({
      participant: { participant_id: 'b' },
      slot: null,
    })
  })

  it('belongs to a shared screen, also in tile view', () => {
    const state = videoSlots(roomOf([person('a'), person('b', { screen: true })]), 1, {
      0: ['b', 'screen'],
      1: ['b', 'camera'],
    })
    const layout = planLayout(after(state, speaks('a')), tiles)
    expect(layout.mode).toBe('stage')
    expect(layout.stage).toMatchObject({ source: 'screen', slot: 0 })
    expect(layout.tiles.find((t) => t.participant.participant_id === 'b')).toMatchObject({
      source: 'camera',
      slot: 1,
    })
  })

  it('does not send one’s own screen back to oneself', () => {
    const state = roomOf([person('a')], {
      participants: [person('me', { screen: true }), person('a')],
    })
    expect(planLayout(state, stage).stage?.participant.participant_id).toBe('a')
  })

  it('follows the pin above speaker and screen', () => {
    const state = roomOf([person('a'), person('b', { screen: true })])
    const pinned = planLayout(after(state, speaks('b')), { ...tiles, pinned: 'a' })
    expect(pinned).toMatchObject({ mode: 'stage', stage: { participant: { participant_id: 'a' } } })
  })

  it('forgets a pin whose person has gone', () => {
    expect(
      planLayout(roomOf([person('a')]), { ...stage, pinned: 'gone' }).stage?.participant
        .participant_id,
    ).toBe('a')
  })
})

describe('tiles', () => {
  it('come in pages of what the receive slots can carry', () => {
    const many = roomOf(
      Array.from({ length: 20 }, (_, i) => person(`p${String(i).padStart(2, '0')}`)),
    )
    const last = planLayout(many, { ...tiles, page: 99 })
    expect(last).toMatchObject({ page: 2, pages: 3 })
    expect(last.tiles).toHaveLength(4)
    expect(planLayout(many, tiles).tiles).toHaveLength(9)
    expect(planLayout(many, { ...tiles, page: 1 }).tiles).toHaveLength(8)
  })

  it('show no picture of a camera that is off', () => {
    const state = videoSlots(roomOf([person('a', { camera: false })]), 1, { 1: ['a', 'camera'] })
    expect(planLayout(state, tiles).tiles[1]?.slot).toBeNull()
  })

  it('stand in a stable order: oneself, raised hands, arrival', () => {
    const state = roomOf([
      person('late', { joined_at_ms: 9000 }),
      person('early', { joined_at_ms: 1 }),
      person('hand', { joined_at_ms: 9999, hand_raised: true }),
    ])
    expect(inOrder(state).map((p) => p.participant_id)).toEqual(['me', 'hand', 'early', 'late'])
  })
})

describe('columns', () => {
  it.each([
    [1, 1600, 900, 1],
    [2, 1600, 900, 2],
    [2, 400, 800, 1],
    [4, 1600, 900, 2],
    [9, 1600, 900, 3],
    [9, 390, 700, 2],
  ])('for %i tiles in %i×%i: %i', (count, width, height, expected) => {
    expect(columnsFor(count, width, height, 8)).toBe(expected)
  })
})
