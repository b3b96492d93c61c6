import { once } from 'node:events'

import type { WebSocket } from 'pulsewire/websocket'

/** Events of a socket, as they came, with the `readyState` at that moment, and the time if a clock is given. */
export function record(socket: WebSocket, now?: () => number): string[] {
  const all: string[] = []
  const lines = { push: (line: string) => all.push(now === undefined ? line : `${now()} ${line}`) }
  socket.addEventListener('open', () => lines.push(`open ${socket.readyState}`))
  socket.addEventListener('message', ({ data }) => lines.push(`message ${String(data)}`))
  socket.addEventListener('error', ({ error }) => lines.push(`error ${error._tag} ${socket.readyState}`))
  socket.addEventListener('close', ({ code, reason, wasClean }) => {
    const end = [code, ...(reason === '' ? [] : [reason]), wasClean ? 'clean' : 'unclean']
    lines.push(`close ${end.join(' ')} ${socket.readyState}`)
  })
  return all
}

/** Waits for an event of a socket. */
export async function eventOf<T>(socket: WebSocket, type: string): Promise<T> {
  const [event] = (await once(socket as unknown as EventTarget, type)) as [T]
  return event
}
