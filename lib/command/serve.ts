import { createServer, STATUS_CODES } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'

import { type WebSocket, WebSocketServer } from 'ws'

import { closes, type PeerValue, type Step, steps } from '../testing/peer/script.ts'
import { colourFor } from './output.ts'
import type { ServeArguments } from './serve-arguments.ts'
import { UsageError } from './usage.ts'

/** Milliseconds that connections have to answer a close when the server stops. */
const closeTimeout = 1_000

/** Runs a server until it is interrupted. */
export async function serve(given: ServeArguments): Promise<void> {
  const script = scriptOf(given)
  const http = createServer((_, response) => {
    response.writeHead(426, { upgrade: 'websocket' }).end()
  })
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: ([first = '']) => first,
    // The script and the stall decide about everything else.
    autoPong: !given.stalls,
  })
  let connections = 0
  http.on('upgrade', (request, socket: Socket, head) => {
    const id = ++connections
    socket.on('error', () => undefined)
    report(id, `asks for ${pathOf(request.url)}`)
    setTimeout(() => {
      if (given.refuse !== undefined) {
        report(id, `refused with ${given.refuse.status}`)
        refuse(socket, given.refuse)
      } else
        later(openingTime(script, given), () => {
          sockets.handleUpgrade(request, socket, head, (webSocket) => {
            new Visit(id, webSocket, socket, given, script)
          })
        })
    }, given.delay)
  })
  http.listen(given.port, given.host)
  await new Promise<void>((resolve, reject) => {
    http.once('listening', resolve)
    http.once('error', (error) => {
      reject(new UsageError(`the server cannot listen: ${error.message}`))
    })
  })
  const { address, port } = http.address() as AddressInfo
  process.stdout.write(`Listening on ws://${address.includes(':') ? `[${address}]` : address}:${port}/\n`)
  await interrupted()
  http.close()
  for (const socket of sockets.clients) socket.close(1001, 'going away')
  const kill = setTimeout(() => {
    for (const socket of sockets.clients) socket.terminate()
    http.closeAllConnections()
  }, closeTimeout)
  await new Promise((resolve) => http.once('close', resolve))
  clearTimeout(kill)
}

/** Without the query, which may hold a token. */
const pathOf = (url = '/'): string => url.replace(/\?.*/s, '')

const later = (ms: number, act: () => void): void => {
  if (ms === 0) act()
  else setTimeout(act, ms)
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      resolve()
      process.once('SIGINT', () => process.exit(130))
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  })
}

function report(id: number, line: string): void {
  process.stderr.write(`${colourFor(process.stderr)(`#${id}`, 'bold')} ${line}\n`)
}

const values: Readonly<Record<string, PeerValue>> = { x: closes(1012, 'restart') }

function scriptOf({ script }: ServeArguments): ReadonlyArray<Step> {
  if (script === undefined) return []
  try {
    return steps(script, values)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** The time of the opening handshake: that of `o` in a script. */
function openingTime(script: ReadonlyArray<Step>, { column }: ServeArguments): number {
  return (script.find(({ act }) => act._tag === 'Opens')?.frame ?? 0) * column
}

function refuse(socket: Duplex, { status, retryAfter }: NonNullable<ServeArguments['refuse']>): void {
  const headers = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`,
    'Connection: close',
    'Content-Length: 0',
    ...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]),
  ]
  socket.end(`${headers.join('\r\n')}\r\n\r\n`)
}

/** One connection of a client. */
class Visit {
  readonly #timers: Array<ReturnType<typeof setTimeout>> = []

  constructor(id: number, socket: WebSocket, tcp: Socket, given: ServeArguments, script: ReadonlyArray<Step>) {
    report(id, 'open')
    socket.on('error', () => undefined)
    socket.on('close', (code) => {
      for (const timer of this.#timers) clearTimeout(timer)
      report(id, `closed with ${code}`)
    })
    if (given.stalls) {
      // Neither bytes nor the end of the connection are noticed any more.
      report(id, 'stalls: nothing is read or answered')
      socket.pause()
      tcp.pause()
    }
    if (given.dropEvery !== undefined) {
      this.#after(given.dropEvery, () => {
        report(id, 'dropped')
        socket.terminate()
      })
    }
    socket.on('message', (data: Buffer, isBinary) => {
      report(id, `received ${data.length} bytes of ${isBinary ? 'binary' : 'text'}`)
      if (given.echoes)
        later(given.delay, () => {
          socket.send(data, { binary: isBinary })
        })
    })
    const opened = openingTime(script, given)
    for (const { frame, act } of script) {
      if (act._tag !== 'Opens') this.#after(frame * given.column - opened, () => perform(socket, act))
    }
  }

  #after(ms: number, act: () => void): void {
    this.#timers.push(setTimeout(act, ms))
  }
}

function perform(socket: WebSocket, act: Step['act']): void {
  if (act._tag === 'Says') socket.send(act.data)
  else if (act._tag === 'Closes') socket.close(act.code, act.reason)
  else socket.terminate()
}
