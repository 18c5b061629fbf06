/** The shell around the session machine: its socket, its timer, and its way to a new ticket. */
import type { ClientMessage, WorkerMessage } from '../protocol/messages.gen'
import type { Phase } from '../protocol/phases'
import { Session, type Output, type Over, type Ticket } from '../protocol/session'
import type { OpenSocket, SocketPort } from './socket'

export type TicketAnswer =
  | { readonly kind: 'ticket'; readonly ticket: Ticket }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'failed' }

export interface ConnectionEvents {
  readonly phase: (phase: Phase, over: Over | null) => void
  readonly message: (message: WorkerMessage) => void
  readonly rtt: (ms: number) => void
}

export interface ConnectionPorts {
  readonly fetchTicket: () => Promise<TicketAnswer>
  readonly openSocket: OpenSocket
  readonly now: () => number
}

export class Connection {
  readonly #session = new Session(Math.random)
  readonly #ports: ConnectionPorts
  readonly #events: ConnectionEvents
  #socket: SocketPort | null = null
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(ports: ConnectionPorts, events: ConnectionEvents) {
    this.#ports = ports
    this.#events = events
  }

  start(ticket: Ticket): void {
    window.addEventListener('online', this.#networkChanged)
    this.#run((session) => session.ticket(ticket, this.#ports.now()))
  }

  /** False when nobody listens now. */
  say(message: ClientMessage): boolean {
    const said = this.#session.say(message)
    this.#run(() => undefined)
    return said
  }

  leave(): void {
    this.#run((session) => session.leave())
  }

  #run(input: (session: Session) => void): void {
    input(this.#session)
    for (const output of this.#session.drain()) this.#perform(output)
    this.#setTimer()
  }

  #perform(output: Output): void {
    switch (output.type) {
      case 'open':
        this.#open(output.socket, output.url)
        break
      case 'send':
        this.#socket?.send(output.text)
        break
      case 'close':
        this.#socket?.close()
        this.#socket = null
        break
      case 'fetch_ticket':
        void this.#fetchTicket()
        break
      case 'phase':
        if (output.phase === 'over') window.removeEventListener('online', this.#networkChanged)
        this.#events.phase(output.phase, output.over)
        break
      case 'message':
        this.#events.message(output.message)
        break
      case 'rtt':
        this.#events.rtt(output.ms)
    }
  }

  #open(id: number, url: string): void {
    const { now } = this.#ports
    this.#socket = this.#ports.openSocket(url, {
      opened: () => this.#run((session) => session.opened(id, now())),
      received: (text) => this.#run((session) => session.received(id, text, now())),
      closed: () => this.#run((session) => session.closed(id, now())),
    })
  }

  async #fetchTicket(): Promise<void> {
    const answer = await this.#ports.fetchTicket()
    this.#run((session) => {
      if (answer.kind === 'ticket') session.ticket(answer.ticket, this.#ports.now())
      else if (answer.kind === 'refused') session.ticketRefused(answer.code)
      else session.ticketFailed(this.#ports.now())
    })
  }

  readonly #networkChanged = (): void => {
    this.#run((session) => session.networkChanged(this.#ports.now()))
  }

  #setTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    const { deadlineMs } = this.#session
    this.#timer =
      deadlineMs === null
        ? null
        : setTimeout(
            () => this.#run((session) => session.wake(this.#ports.now())),
            Math.max(0, deadlineMs - this.#ports.now()),
          )
  }
}
