/**
 * The signalling session: a machine without sockets, clocks or randomness.
 *
 * Inputs are method calls that carry the time; outputs are drained by the shell that owns the
 * WebSocket, the timer and the API. Every change of phase goes through the table of phases.ts.
 */
import { decodeWorkerMessage } from './decode'
import {
  PROTOCOL_VERSION,
  type ClientMessage,
  type WorkerMessage,
  type EndReason,
  type ErrorCode,
  type RefusalCode,
} from './messages.gen'
import { mayStep, nextPhase, type Phase, type Step } from './phases'
import { mayResume, planRetry } from './reconnect'

/** What the functions gave for this person and this tab: where to go and the right to enter. */
export interface Ticket {
  readonly url: string
  readonly token: string
}

export type Over =
  | { readonly kind: 'left' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'refused'; readonly code: RefusalCode }
  | { readonly kind: 'ended'; readonly reason: EndReason }
  | { readonly kind: 'error'; readonly code: ErrorCode }
  | { readonly kind: 'ticket_refused'; readonly code: string }

export type Output =
  | { readonly type: 'fetch_ticket' }
  | { readonly type: 'open'; readonly socket: number; readonly url: string }
  | { readonly type: 'send'; readonly text: string }
  | { readonly type: 'close' }
  | { readonly type: 'phase'; readonly phase: Phase; readonly over: Over | null }
  | { readonly type: 'message'; readonly message: WorkerMessage }
  | { readonly type: 'rtt'; readonly ms: number }

const PING_EVERY_MS = 3000
/** Silence after a ping that means a dead path (two lost round trips of a bad mobile network). */
const SILENCE_MS = 4000
const HANDSHAKE_MS = 5000
/** Fresh tokens refused one after the other: the fault is not the network's. */
const MAX_STALE = 3

const comeBackReasons: ReadonlySet<EndReason> = new Set(['drained', 'fenced'])
const comeBackRefusals: ReadonlySet<RefusalCode> = new Set(['worker_draining', 'fenced'])
const staleErrors: ReadonlySet<ErrorCode> = new Set([
  'token_invalid',
  'token_expired',
  'token_foreign',
  'resume_failed',
])

export class Session {
  phase: Phase = 'idle'
  readonly #random: () => number
  #ticket: Ticket | null = null
  #resumeKey: string | null = null
  #socket = 0
  #attempt = 0
  #stale = 0
  #lostAtMs: number | null = null
  #deadlineMs: number | null = null
  #pingSentMs: number | null = null
  #outputs: Output[] = []

  constructor(random: () => number) {
    this.#random = random
  }

  /** What to do since the last call, in order. */
  drain(): Output[] {
    const outputs = this.#outputs
    this.#outputs = []
    return outputs
  }

  /** When `wake` is due, in the clock of the inputs; null: nothing is awaited. */
  get deadlineMs(): number | null {
    return this.#deadlineMs
  }

  ticket(ticket: Ticket, nowMs: number): void {
    if (this.phase === 'over') return
    this.#ticket = ticket
    this.#step('ticket')
    this.#open(ticket, nowMs)
  }

  /** The functions could not be reached, or have no worker just now: try again later. */
  ticketFailed(nowMs: number): void {
    if (this.phase !== 'ticketing') return
    this.#step('ticket_failed')
    this.#pause(nowMs)
  }

  /** The functions said no, for a reason that waiting does not change. */
  ticketRefused(code: string): void {
    if (this.phase === 'ticketing') this.#finish({ kind: 'ticket_refused', code })
  }

  opened(socket: number, nowMs: number): void {
    if (!this.#isCurrent(socket) || this.phase !== 'connecting' || this.#ticket === null) return
    this.#step('opened')
    this.#deadlineMs = nowMs + HANDSHAKE_MS
    this.#send({
      type: 'hello',
      version: PROTOCOL_VERSION,
      token: this.#ticket.token,
      resume: this.#resumeKey,
    })
  }

  received(socket: number, text: string, nowMs: number): void {
    if (!this.#isCurrent(socket)) return
    const message = decodeWorkerMessage(text)
    if (message === null) return
    this.#heard(message, nowMs)
    if (this.phase === 'greeting' || this.phase === 'waiting') this.#atTheDoor(message, nowMs)
    else if (this.phase === 'joined') this.#inside(message, nowMs)
  }

  closed(socket: number, nowMs: number): void {
    if (this.#isCurrent(socket)) this.#lose(nowMs)
  }

  /** The timer fired, or the browser says that the network is back. */
  wake(nowMs: number): void {
    if (this.#deadlineMs === null || nowMs < this.#deadlineMs) return
    if (this.phase === 'pausing') this.#retry(nowMs)
    else if (this.phase === 'joined' || this.phase === 'waiting') this.#beat(nowMs)
    else if (this.phase === 'connecting' || this.phase === 'greeting') this.#lose(nowMs)
  }

  /** The network changed under us: do not wait for the timers. */
  networkChanged(nowMs: number): void {
    if (this.phase === 'pausing') this.#retry(nowMs)
    else if (this.phase === 'joined') this.#ping(nowMs)
  }

  /** False when nobody listens now; what must survive a loss is said again after `joined`. */
  say(message: ClientMessage): boolean {
    if (this.phase !== 'joined') return false
    this.#send(message)
    return true
  }

  leave(): void {
    if (this.phase === 'over') return
    if (this.phase === 'joined' || this.phase === 'waiting') this.#send({ type: 'leave' })
    this.#finish({ kind: 'left' })
  }

  #atTheDoor(message: WorkerMessage, nowMs: number): void {
    switch (message.type) {
      case 'waiting':
        this.#step('held')
        this.#settle(nowMs)
        break
      case 'joined':
        this.#resumeKey = message.resume
        this.#step('admitted')
        this.#settle(nowMs)
        break
      case 'refused':
        this.#refuse(message.code, nowMs)
        return
      case 'ended':
        this.#end(message.reason, nowMs)
        return
      case 'error':
        if (this.phase === 'greeting') this.#doorError(message.code, nowMs)
        return
      case 'pong':
        return
    }
    this.#emit({ type: 'message', message })
  }

  #inside(message: WorkerMessage, nowMs: number): void {
    if (message.type === 'ended') this.#end(message.reason, nowMs)
    else if (message.type === 'refused') this.#refuse(message.code, nowMs)
    else if (message.type !== 'pong') this.#emit({ type: 'message', message })
  }

  #doorError(code: ErrorCode, nowMs: number): void {
    if (code === 'resume_failed') this.#resumeKey = null
    this.#stale += 1
    if (!staleErrors.has(code) || this.#stale > MAX_STALE) {
      this.#finish({ kind: 'error', code })
    } else {
      this.#rejoin(nowMs)
    }
  }

  #refuse(code: RefusalCode, nowMs: number): void {
    if (!comeBackRefusals.has(code)) this.#finish({ kind: 'refused', code })
    else this.#lose(nowMs)
  }

  #end(reason: EndReason, nowMs: number): void {
    if (!comeBackReasons.has(reason)) this.#finish({ kind: 'ended', reason })
    else this.#rejoin(nowMs)
  }

  #rejoin(nowMs: number): void {
    this.#abandonSocket()
    this.#lostAtMs ??= nowMs
    this.#step('rejoin')
    this.#deadlineMs = null
    this.#emit({ type: 'fetch_ticket' })
  }

  #lose(nowMs: number): void {
    if (!mayStep(this.phase, 'lost')) return
    this.#abandonSocket()
    this.#step('lost')
    this.#pause(nowMs)
  }

  #pause(nowMs: number): void {
    this.#lostAtMs ??= nowMs
    const retry = this.#plan(nowMs)
    if (retry.kind === 'give_up') this.#finish({ kind: 'unreachable' })
    else this.#deadlineMs = nowMs + retry.delayMs
  }

  #retry(nowMs: number): void {
    const retry = this.#plan(nowMs)
    this.#attempt += 1
    if (retry.kind === 'give_up') {
      this.#finish({ kind: 'unreachable' })
    } else if (retry.kind === 'resume' && this.#ticket !== null) {
      this.#step('resume')
      this.#open(this.#ticket, nowMs)
    } else {
      this.#rejoin(nowMs)
    }
  }

  #plan(nowMs: number): ReturnType<typeof planRetry> {
    const lostAtMs = this.#lostAtMs ?? nowMs
    if (!mayResume(lostAtMs, nowMs)) this.#resumeKey = null
    return planRetry({
      attempt: this.#attempt,
      lostAtMs,
      nowMs,
      resumable: this.#resumeKey !== null,
      random: this.#random(),
    })
  }

  #settle(nowMs: number): void {
    this.#attempt = 0
    this.#stale = 0
    this.#lostAtMs = null
    this.#pingSentMs = null
    this.#deadlineMs = nowMs + PING_EVERY_MS
  }

  #beat(nowMs: number): void {
    if (this.#pingSentMs !== null) this.#lose(nowMs)
    else this.#ping(nowMs)
  }

  #ping(nowMs: number): void {
    this.#pingSentMs ??= nowMs
    this.#deadlineMs = nowMs + SILENCE_MS
    this.#send({ type: 'ping' })
  }

  /** Whatever arrives proves the path; only a pong measures it. */
  #heard(message: WorkerMessage, nowMs: number): void {
    if (this.#pingSentMs === null) return
    if (message.type === 'pong') this.#emit({ type: 'rtt', ms: nowMs - this.#pingSentMs })
    this.#pingSentMs = null
    this.#deadlineMs = nowMs + PING_EVERY_MS
  }

  #open(ticket: Ticket, nowMs: number): void {
    this.#socket += 1
    this.#deadlineMs = nowMs + HANDSHAKE_MS
    this.#emit({ type: 'open', socket: this.#socket, url: ticket.url })
  }

  #abandonSocket(): void {
    this.#socket += 1
    this.#emit({ type: 'close' })
  }

  #finish(over: Over): void {
    this.#step('finish', over)
    this.#deadlineMs = null
    this.#abandonSocket()
  }

  #isCurrent(socket: number): boolean {
    return socket === this.#socket && this.phase !== 'over'
  }

  #step(step: Step, over: Over | null = null): void {
    this.phase = nextPhase(this.phase, step)
    this.#emit({ type: 'phase', phase: this.phase, over })
  }

  #send(message: ClientMessage): void {
    this.#emit({ type: 'send', text: JSON.stringify(message) })
  }

  #emit(output: Output): void {
    this.#outputs.push(output)
  }
}
