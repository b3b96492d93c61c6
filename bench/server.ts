/**
 * The peer of every contender, in a process of its own. The path of a connection selects its role; its id marks the
 * requests and answers that belong to it. In speed measurements the server neither encodes nor parses frames: it writes
 * prepared frames and counts bytes, so that it is never slower than the measured client.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'

import { WebSocketServer } from 'ws'

import { certificatePath } from './certificate.ts'
import type { FromServer, ToServer } from './messages.ts'
import { type PayloadName, payloads } from './payload.ts'

const sockets = new Map<string, Socket>()
const awaited = new Map<string, number>()

function say(message: FromServer): void {
  process.send?.(message)
}

/** Encodes one frame, as a server sends it. */
function toFrame(wire: string | Buffer): Buffer {
  const body = Buffer.from(wire)
  const first = typeof wire === 'string' ? 0x81 : 0x82
  if (body.length < 126) return Buffer.concat([Buffer.from([first, body.length]), body])
  const long = body.length > 0xffff
  const header = Buffer.alloc(long ? 10 : 4)
  header[0] = first
  header[1] = long ? 127 : 126
  if (long) header.writeBigUInt64BE(BigInt(body.length), 2)
  else header.writeUInt16BE(body.length, 2)
  return Buffer.concat([header, body])
}

/** Writes `count` frames as fast as the socket accepts them. */
function blast(socket: Socket, name: PayloadName, count: number): void {
  const frame = toFrame(payloads[name].wire)
  const perChunk = Math.max(1, Math.floor((256 * 1_024) / frame.length))
  const chunk = Buffer.concat(Array.from({ length: perChunk }, () => frame))
  let left = count
  const write = (): void => {
    while (left > 0) {
      const frames = Math.min(left, perChunk)
      left -= frames
      if (!socket.write(frames === perChunk ? chunk : chunk.subarray(0, frames * frame.length))) {
        socket.once('drain', write)
        return
      }
    }
  }
  write()
}

/** An unsolicited pong (RFC 6455, section 5.5.3): a sign of life, because this server does not read pings. */
const pong = Buffer.from([0x8a, 0x00])

/** Milliseconds between two unsolicited pongs. */
const interval = 5_000

function acceptByHand(request: IncomingMessage, socket: Socket): void {
  const key = `${request.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
  const accept = createHash('sha1').update(key).digest('base64')
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
  socket.setNoDelay(true)
  socket.write(`${[...lines, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`)
  const signs = setInterval(() => socket.write(pong), interval)
  socket.on('close', () => clearInterval(signs))
}

/** Counts bytes, and answers when all expected ones have arrived. */
function count(id: string, socket: Socket): void {
  let come = 0
  socket.on('data', (chunk) => {
    come += chunk.length
    const expected = awaited.get(id)
    if (expected === undefined || come < expected) return
    come -= expected
    awaited.delete(id)
    say({ id, come: true })
  })
}

const full = new WebSocketServer({ noServer: true, perMessageDeflate: false, skipUTF8Validation: true })
const server = createServer()
const pem = readFileSync(certificatePath)
const secureServer = createTlsServer({ key: pem, cert: pem })

function upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
  const [, role, id = ''] = (request.url ?? '').split('/')
  socket.on('error', () => socket.destroy())
  if (role === 'echo' || role === 'idle') {
    full.handleUpgrade(request, socket, head, (websocket) => {
      // Replies to one chunk are sent in one write, so the client decides how much arrives at once.
      if (role === 'echo') {
        websocket.on('message', (data, isBinary) => {
          if (socket.writableCorked === 0) {
            socket.cork()
            setImmediate(() => socket.uncork())
          }
          websocket.send(data, { binary: isBinary })
        })
      }
    })
    return
  }
  acceptByHand(request, socket)
  socket.on('end', () => socket.destroy())
  socket.on('close', () => sockets.delete(id))
  if (role === 'deaf') socket.pause()
  else if (role === 'sink') count(id, socket)
  else socket.resume()
  sockets.set(id, socket)
}

server.on('upgrade', upgrade)
secureServer.on('upgrade', upgrade)

process.on('message', (message: ToServer) => {
  const socket = sockets.get(message.id)
  if (message.expect !== undefined) awaited.set(message.id, message.expect)
  if (message.blast !== undefined && socket !== undefined) blast(socket, message.payload, message.blast)
})

const listening = { host: '127.0.0.1', port: 0, backlog: 4_096 }
const portOf = (one: typeof server): number => (one.address() as AddressInfo).port

server.listen(listening, () =>
  secureServer.listen(listening, () => say({ plain: portOf(server), secure: portOf(secureServer) })),
)
