/** The one WebSocket to a worker; it talks only to whoever opened it. */

export interface SocketEvents {
  readonly opened: () => void
  readonly received: (text: string) => void
  readonly closed: () => void
}

export interface SocketPort {
  send(text: string): void
  close(): void
}

export type OpenSocket = (url: string, events: SocketEvents) => SocketPort

export const openWebSocket: OpenSocket = (url, events) => {
  const socket = new WebSocket(url)
  socket.onopen = events.opened
  socket.onclose = events.closed
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') events.received(data)
  }
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close: () => {
      socket.close()
    },
  }
}
