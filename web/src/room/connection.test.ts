// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { WorkerMessage } from '../protocol/messages.gen'
import type { Phase } from '../protocol/phases'
import type { Over } from '../protocol/session'
import { joinedMessage } from '../state/sample'
import { Connection, type TicketAnswer } from './connection'
import { FakeNetwork } from './fakes'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function setUp(answers: TicketAnswer[] = []) {
  const network = new FakeNetwork()
  const phases: Phase[] = []
  const heard: string[] = []
  let over: Over | null = null
  const connection = new Connection(
    {
      openSocket: network.open,
      fetchTicket: () => Promise.resolve(answers.shift() ?? { kind: 'failed' }),
      now: () => Date.now(),
    },
    {
      phase: (phase, why) => {
        phases.push(phase)
        over = why
      },
      message: (message) => heard.push(message.type),
      rtt: () => undefined,
    },
  )
  const say = (message: WorkerMessage) => network.last.events.received(JSON.stringify(message))
  const join = () => {
    connection.start({ url: 'ws://first.example', token: 'token' })
    network.last.events.opened()
    say(joinedMessage())
  }
  return { connection, network, phases, heard, say, join, over: () => over }
}

describe('a connection', () => {
  it('joins and passes messages on', () => {
    const { network, heard, join, connection } = setUp()
    join()
    expect(connection.say({ type: 'raise_hand', raised: true })).toBe(true)
    expect(heard).toEqual(['joined'])
    expect(network.last.sent.map((message) => message.type)).toEqual(['hello', 'raise_hand'])
  })

  it('comes back with its resume key after a lost socket', async () => {
    const { network, join } = setUp()
    join()
    network.last.events.closed()
    await vi.advanceTimersByTimeAsync(0)
    network.last.events.opened()
    expect(network.sockets).toHaveLength(2)
    expect(network.last.sent[0]).toMatchObject({ type: 'hello', resume: 'key' })
  })

  it('follows its meeting to another worker when the first one is gone (F8)', async () => {
    const ticket = { url: 'ws://second.example', token: 'token 2' }
    const { network, join } = setUp([{ kind: 'failed' }, { kind: 'ticket', ticket }])
    join()
    for (let waitedMs = 0; waitedMs < 5000; waitedMs += 100) {
      if (network.last.url === ticket.url) break
      network.last.events.closed()
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(network.last.url).toBe(ticket.url)
  })

  it('notices a silent path by itself', async () => {
    const { network, join, phases } = setUp()
    join()
    await vi.advanceTimersByTimeAsync(7100)
    expect(phases).toContain('pausing')
    expect(network.sockets.length).toBeGreaterThan(1)
  })

  it('tries at once when the browser is online again', async () => {
    const { network, join } = setUp()
    join()
    network.last.events.closed()
    await vi.advanceTimersByTimeAsync(0)
    network.last.events.closed()
    const before = network.sockets.length
    window.dispatchEvent(new Event('online'))
    expect(network.sockets).toHaveLength(before + 1)
  })

  it('ends with the reason, and leaves no timer behind', () => {
    const { network, join, say, over } = setUp()
    join()
    say({ type: 'ended', reason: 'removed' })
    expect(over()).toEqual({ kind: 'ended', reason: 'removed' })
    expect(network.last.closed).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('says goodbye on leaving', () => {
    const { connection, network, join } = setUp()
    join()
    connection.leave()
    expect(network.last.sent.at(-1)).toEqual({ type: 'leave' })
    expect(network.last.closed).toBe(true)
  })
})
