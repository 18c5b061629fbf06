import { describe, expect, it } from 'vitest'
import { countdown, formatCountdown } from './clock'
import { linkify } from './linkify'
import { hueOf } from './people'
import { judge, lossBetween } from './quality'
import { roomOf } from './sample'
import { actionFor, type KeyPress } from './shortcuts'

describe('countdown (F3)', () => {
  const state = roomOf([], { now_ms: 1_000_000, ends_at_ms: 1_000_000 + 40 * 60_000 })

  it('appears in the last ten minutes, in the product’s time', () => {
    expect(countdown(state, 29 * 60_000)).toBeNull()
    expect(countdown(state, 30 * 60_000)).toEqual({ remainingS: 600, urgent: false })
    expect(countdown(state, 39 * 60_000 + 1)).toEqual({ remainingS: 60, urgent: true })
    expect(countdown(state, 50 * 60_000)).toEqual({ remainingS: 0, urgent: true })
  })

  it('is absent without a limit', () => {
    expect(countdown(roomOf([]), 0)).toBeNull()
  })

  it.each([
    [0, '0:00'],
    [9, '0:09'],
    [600, '10:00'],
  ])('%i s reads %s', (seconds, text) => {
    expect(formatCountdown(seconds)).toBe(text)
  })
})

describe('people', () => {
  it('keep their colour', () => {
    expect(hueOf('abc')).toBe(hueOf('abc'))
    expect(hueOf('abc')).not.toBe(hueOf('abd'))
  })
})

describe('links in chat', () => {
  it('keep the sentence’s punctuation outside', () => {
    expect(linkify('Xem https://vi.example/a?b=1. Nhé')).toEqual([
      { kind: 'text', text: 'Xem ' },
      { kind: 'link', text: 'https://vi.example/a?b=1', href: 'https://vi.example/a?b=1' },
      { kind: 'text', text: '. Nhé' },
    ])
  })

  it.each(['javascript:alert(1)', '<b>x</b>', 'data:text/html,x', 'http://', ''])(
    'are not made of %j',
    (text) => {
      expect(linkify(text).every((piece) => piece.kind === 'text')).toBe(true)
    },
  )
})

describe('network quality', () => {
  it.each([
    [{ rttMs: 30, jitterMs: 3, lossRatio: 0 }, 'good'],
    [{ rttMs: 250, jitterMs: 3, lossRatio: 0 }, 'fair'],
    [{ rttMs: 30, jitterMs: 3, lossRatio: 0.1 }, 'poor'],
    [{ rttMs: null, jitterMs: null, lossRatio: null }, 'good'],
  ] as const)('%o is %s', (sample, expected) => {
    expect(judge(sample)).toBe(expected)
  })

  it('knows no loss when counters start anew', () => {
    expect(lossBetween({ received: 100, lost: 1 }, { received: 5, lost: 0 })).toBeNull()
    expect(lossBetween({ received: 0, lost: 0 }, { received: 90, lost: 10 })).toBe(0.1)
  })
})

describe('shortcuts', () => {
  const press = (key: string, changed: Partial<KeyPress> = {}): KeyPress => ({
    key,
    ctrl: false,
    alt: false,
    meta: false,
    typing: false,
    pressable: false,
    ...changed,
  })

  it.each([
    [press('M'), 'microphone'],
    [press('v'), 'camera'],
    [press('?'), 'help'],
    [press('3'), 'pin_3'],
    [press(' '), 'talk'],
    [press('d', { ctrl: true }), 'microphone'],
    [press('e', { ctrl: true, typing: true }), 'camera'],
    [press('m', { typing: true }), null],
    [press(' ', { pressable: true }), null],
    [press('0'), null],
    [press('c', { ctrl: true }), null],
    [press('m', { alt: true }), null],
  ])('%o', (key, expected) => {
    expect(actionFor(key)).toBe(expected)
  })
})
