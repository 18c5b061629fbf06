import { describe, expect, it } from 'vitest'
import { translate } from './translate'

const texts = {
  greeting: 'Hello {{name}}, {{name}}!',
  people_one: '{{count}} person',
  people_other: '{{count}} people',
  lobby: { waiting_other: '{{count}} waiting' },
}

describe('translate', () => {
  it('fills every gap', () => {
    expect(translate(texts, 'en', 'greeting', { name: 'Lan' })).toBe('Hello Lan, Lan!')
  })

  it('takes a value literally, whatever it contains', () => {
    expect(translate(texts, 'en', 'greeting', { name: '$&{{name}}' })).toBe(
      'Hello $&{{name}}, $&{{name}}!',
    )
  })

  it.each([
    [1, '1 person'],
    [0, '0 people'],
    [2, '2 people'],
  ])('counts %i in English', (count, expected) => {
    expect(translate(texts, 'en', 'people', { count })).toBe(expected)
  })

  it('has one form for every number in Vietnamese', () => {
    expect(translate(texts, 'vi', 'lobby.waiting', { count: 1 })).toBe('1 waiting')
  })

  it.each(['lobby', 'missing', 'lobby.waiting.x', 'toString'])('refuses the key %s', (key) => {
    expect(() => translate(texts, 'en', key)).toThrow(RangeError)
  })
})
