import { describe, expect, it } from 'vitest'
import { leaveSeat, rememberedName, rememberName, seatIn, tabKey, takeSeat } from './tab'

class FakeStorage implements Storage {
  readonly #items = new Map<string, string>()

  get length(): number {
    return this.#items.size
  }

  clear(): void {
    this.#items.clear()
  }

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null
  }

  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null
  }

  removeItem(key: string): void {
    this.#items.delete(key)
  }

  setItem(key: string, value: string): void {
    this.#items.set(key, value)
  }
}

const seat = { code: '4829317705', name: 'An', password: 'bí mật' }

describe('a tab', () => {
  it('keeps its key', () => {
    const storage = new FakeStorage()
    expect(tabKey(storage)).toBe(tabKey(storage))
    expect(tabKey(storage)).not.toBe(tabKey(new FakeStorage()))
  })

  it('comes back to its seat after a reload, in that meeting only', () => {
    const storage = new FakeStorage()
    takeSeat(storage, seat)
    expect(seatIn(storage, seat.code)).toEqual(seat)
    expect(seatIn(storage, '1111111111')).toBeNull()
  })

  it('forgets the seat, and the password with it, on leaving', () => {
    const storage = new FakeStorage()
    takeSeat(storage, seat)
    leaveSeat(storage)
    expect(storage.length).toBe(0)
  })

  it.each(['', '{', 'null', '[]', '{"code":1}'])('does not trust %j', (saved) => {
    const storage = new FakeStorage()
    storage.setItem('onmeeting.seat', saved)
    expect(seatIn(storage, seat.code)).toBeNull()
  })
})

it('a person’s name is remembered from meeting to meeting', () => {
  const storage = new FakeStorage()
  expect(rememberedName(storage)).toBe('')
  rememberName(storage, 'An')
  expect(rememberedName(storage)).toBe('An')
})
