import { describe, expect, it } from 'vitest'
import type { WorkerMessage } from './messages.gen'
import { IllegalTransitionError } from './phases'
import { Session, type Output } from './session'

const TICKET = { url: 'ws://worker.example/signal', token: 'token-1' }

const joined = (resumed = false): WorkerMessage => ({
  type: 'joined',
  version: 1,
  participant_id: 'p1',
  role: 'guest',
  resume: 'key-1',
  resumed,
  title: 'Họp tuần',
  locked: false,
  now_ms: 0,
  ends_at_ms: null,
  max_participants: 100,
  participants: [],
  chat: [],
})

/** A shell that keeps what the session asked for. */
class Shell {
  readonly session = new Session(() => 0.5)
  readonly log: Output[] = []
  socket = 0

  act(input: (session: Session) => void): Output[] {
    input(this.session)
    const outputs = this.session.drain()
    this.log.push(...outputs)
    for (const output of outputs) if (output.type === 'open') this.socket = output.socket
    return outputs
  }

  hear(message: WorkerMessage, nowMs: number): Output[] {
    return this.act((s) => {
      s.received(this.socket, JSON.stringify(message), nowMs)
    })
  }

  join(nowMs = 0): void {
    this.act((s) => {
      s.ticket(TICKET, nowMs)
    })
    this.act((s) => {
      s.opened(this.socket, nowMs)
    })
    this.hear(joined(), nowMs)
  }

  lose(nowMs: number): Output[] {
    return this.act((s) => {
      s.closed(this.socket, nowMs)
    })
  }

  wakeWhenDue(): Output[] {
    const due = this.session.deadlineMs ?? Number.NaN
    return this.act((s) => {
      s.wake(due)
    })
  }

  sent(): { type: string; resume?: string | null; token?: string }[] {
    return this.log.flatMap((o) =>
      o.type === 'send' ? [JSON.parse(o.text) as { type: string }] : [],
    )
  }
}

const types = (outputs: Output[]) => outputs.map((output) => output.type)

describe('joining', () => {
  it('says hello with the version and the token once the socket is open', () => {
    const shell = new Shell()
    shell.join()
    expect(shell.sent()[0]).toEqual({ type: 'hello', version: 1, token: 'token-1', resume: null })
    expect(shell.session.phase).toBe('joined')
  })

  it('stays at the door until a host admits (F1)', () => {
    const shell = new Shell()
    shell.act((s) => {
      s.ticket(TICKET, 0)
    })
    shell.act((s) => {
      s.opened(shell.socket, 0)
    })
    shell.hear({ type: 'waiting', title: 'Họp', host_present: false }, 10)
    expect(shell.session.say({ type: 'raise_hand', raised: true })).toBe(false)
    shell.hear({ type: 'waiting', title: 'Họp', host_present: true }, 20)
    shell.hear(joined(), 30)
    expect(shell.session.phase).toBe('joined')
  })

  it('is over when refused, with the reason (F2)', () => {
    const shell = new Shell()
    shell.act((s) => {
      s.ticket(TICKET, 0)
    })
    shell.act((s) => {
      s.opened(shell.socket, 0)
    })
    shell.hear({ type: 'refused', code: 'meeting_full' }, 5)
    expect(shell.log.at(-2)).toEqual({
      type: 'phase',
      phase: 'over',
      over: { kind: 'refused', code: 'meeting_full' },
    })
  })

  it('fetches a new ticket when the token is stale, and gives in after three', () => {
    const shell = new Shell()
    shell.act((s) => {
      s.ticket(TICKET, 0)
    })
    for (let stale = 0; stale < 3; stale += 1) {
      shell.act((s) => {
        s.opened(shell.socket, 0)
      })
      expect(types(shell.hear({ type: 'error', code: 'token_expired' }, 1))).toContain(
        'fetch_ticket',
      )
      shell.act((s) => {
        s.ticket(TICKET, 2)
      })
    }
    shell.act((s) => {
      s.opened(shell.socket, 3)
    })
    shell.hear({ type: 'error', code: 'token_expired' }, 4)
    expect(shell.session.phase).toBe('over')
  })

  it('does not trust a worker that speaks gibberish', () => {
    const shell = new Shell()
    shell.join()
    for (const text of ['', '{', '[]', 'null', '{"type":"toString"}', '{"type":"slots"}']) {
      expect(
        shell.act((s) => {
          s.received(shell.socket, text, 1)
        }),
      ).toEqual([])
    }
    expect(shell.session.phase).toBe('joined')
  })
})

describe('a lost socket', () => {
  it('resumes at once with the key, so that media never stops', () => {
    const shell = new Shell()
    shell.join()
    shell.lose(1000)
    expect(shell.session.deadlineMs).toBe(1000)
    expect(types(shell.wakeWhenDue())).toContain('open')
    shell.act((s) => {
      s.opened(shell.socket, 1010)
    })
    expect(shell.sent().at(-1)).toMatchObject({ type: 'hello', resume: 'key-1' })
  })

  it('asks the functions where the meeting lives when its worker stays away (F8)', () => {
    const shell = new Shell()
    shell.join()
    shell.lose(1000)
    let asked = false
    let nowMs = 1000
    while (!asked && nowMs < 6000) {
      nowMs = shell.session.deadlineMs ?? Number.NaN
      asked = types(shell.wakeWhenDue()).includes('fetch_ticket')
      if (!asked) shell.lose(nowMs)
    }
    expect(asked).toBe(true)
    expect(nowMs).toBeLessThan(3000)
  })

  it('forgets the key once the window has passed', () => {
    const shell = new Shell()
    shell.join()
    shell.lose(1000)
    shell.act((s) => {
      s.wake(20_000)
    })
    shell.act((s) => {
      s.ticket({ ...TICKET, token: 'token-2' }, 20_001)
    })
    shell.act((s) => {
      s.opened(shell.socket, 20_002)
    })
    expect(shell.sent().at(-1)).toMatchObject({ token: 'token-2', resume: null })
  })

  it('gives up after minutes of silence', () => {
    const shell = new Shell()
    shell.join()
    shell.lose(0)
    let nowMs = 0
    for (let tries = 0; tries < 500 && shell.session.phase !== 'over'; tries += 1) {
      nowMs = shell.session.deadlineMs ?? nowMs
      shell.act((s) => {
        s.wake(nowMs)
      })
      if (shell.session.phase === 'connecting') shell.lose(nowMs)
      if (shell.session.phase === 'ticketing')
        shell.act((s) => {
          s.ticketFailed(nowMs)
        })
    }
    expect(shell.log.at(-2)).toMatchObject({ over: { kind: 'unreachable' } })
    expect(nowMs).toBeGreaterThan(4 * 60_000)
  })

  it('ignores what an abandoned socket still says', () => {
    const shell = new Shell()
    shell.join()
    const old = shell.socket
    shell.lose(1000)
    expect(
      shell.act((s) => {
        s.received(old, JSON.stringify(joined()), 1001)
        s.closed(old, 1002)
      }),
    ).toEqual([])
  })

  it('is noticed by silence after a ping', () => {
    const shell = new Shell()
    shell.join()
    expect(shell.wakeWhenDue()).toEqual([{ type: 'send', text: '{"type":"ping"}' }])
    shell.wakeWhenDue()
    expect(shell.session.phase).toBe('pausing')
  })

  it('is not suspected while pongs come, and the round trip is told', () => {
    const shell = new Shell()
    shell.join()
    const sentAt = shell.session.deadlineMs ?? 0
    shell.wakeWhenDue()
    expect(shell.hear({ type: 'pong', now_ms: 0 }, sentAt + 42)).toEqual([{ type: 'rtt', ms: 42 }])
    shell.wakeWhenDue()
    expect(shell.session.phase).toBe('joined')
  })

  it('tries again at once when the network comes back', () => {
    const shell = new Shell()
    shell.join()
    shell.lose(1000)
    shell.wakeWhenDue()
    shell.lose(1001)
    expect(
      types(
        shell.act((s) => {
          s.networkChanged(1002)
        }),
      ),
    ).toContain('open')
  })
})

describe('the end', () => {
  it('comes back by itself from a drained worker', () => {
    const shell = new Shell()
    shell.join()
    expect(types(shell.hear({ type: 'ended', reason: 'drained' }, 10))).toContain('fetch_ticket')
  })

  it.each(['ended_by_host', 'time_limit', 'removed', 'banned', 'replaced'] as const)(
    'stays away after %s',
    (reason) => {
      const shell = new Shell()
      shell.join()
      shell.hear({ type: 'ended', reason }, 10)
      expect(shell.session.phase).toBe('over')
      expect(shell.session.deadlineMs).toBeNull()
    },
  )

  it('says goodbye before it closes', () => {
    const shell = new Shell()
    shell.join()
    const outputs = shell.act((s) => {
      s.leave()
    })
    expect(types(outputs)).toEqual(['send', 'phase', 'close'])
  })

  it('stops asking when the functions refuse', () => {
    const shell = new Shell()
    shell.join()
    shell.hear({ type: 'ended', reason: 'fenced' }, 10)
    shell.act((s) => {
      s.ticketRefused('banned')
    })
    expect(shell.log.at(-2)).toMatchObject({ over: { kind: 'ticket_refused', code: 'banned' } })
  })

  it('refuses an illegal step and stays as it was', () => {
    const shell = new Shell()
    shell.join()
    expect(() => {
      shell.session.ticket(TICKET, 1)
    }).toThrow(IllegalTransitionError)
    expect(shell.session.phase).toBe('joined')
  })
})
