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
import { constants, deflateRawSync } from 'node:zlib'

import { WebSocketServer } from 'ws'

import { certificatePath } from './certificate.ts'
import type { FromServer, ToServer } from './messages.ts'
import { type PayloadName, payloads } from './payload.ts'

const sockets = new Map<string, Socket>()
const awaited = new Map<string, number>()

function say(message: FromServer): void {
  process.send?.(message)
}

/** Sockets whose peer agreed on permessage-deflate. */
const deflating = new WeakSet<Socket>()

/** Encodes one frame, as a server sends it. A compressed one refers to no former message (RFC 7692, section 7.2.1). */
function toFrame(wire: string | Buffer, isCompressed: boolean): Buffer {
  const body = isCompressed
    ? deflateRawSync(wire, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4)
    : Buffer.from(wire)
  const first = (typeof wire === 'string' ? 0x81 : 0x82) | (isCompressed ? 0x40 : 0)
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
  const frame = toFrame(payloads[name].wire, deflating.has(socket))
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

function acceptByHand(request: IncomingMessage, socket: Socket, isCompressed: boolean): void {
  const key = `${request.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
  const accept = createHash('sha1').update(key).digest('base64')
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
  if (isCompressed) {
    lines.push('Sec-WebSocket-Extensions: permessage-deflate')
    deflating.add(socket)
  }
  socket.setNoDelay(true)
  socket.write(`${[...lines, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`)
  const signs = setInterval(() => socket.write(pong), interval)
  socket.on('close', () => clearInterval(signs))
}

/**
 * Makes a function that counts the messages that begin in a chunk, by the headers of their frames alone. The client's frames are
 * masked, and each is a whole message.
 */
function frameCounter(): (chunk: Buffer) => number {
  let rest = Buffer.alloc(0)
  let skip = 0
  return (chunk) => {
    let at = Math.min(skip, chunk.length)
    skip -= at
    rest = Buffer.concat([rest, chunk.subarray(at)])
    at = 0
    let frames = 0
    while (rest.length - at >= 10) {
      const short = (rest[at + 1] ?? 0) & 0x7f
      const [head, body] =
        short === 127
          ? [14, Number(rest.readBigUInt64BE(at + 2))]
          : short === 126
            ? [8, rest.readUInt16BE(at + 2)]
            : [6, short]
      const isControl = ((rest[at] ?? 0) & 0x08) !== 0
      if (!isControl) frames++
      at += head + body
    }
    skip += Math.max(0, at - rest.length)
    rest = rest.subarray(Math.min(at, rest.length))
    return frames
  }
}

/** Counts bytes, or compressed messages, and answers when all expected ones have arrived. */
function count(id: string, socket: Socket): void {
  const sizeOf = deflating.has(socket) ? frameCounter() : (chunk: Buffer): number => chunk.length
  let come = 0
  socket.on('data', (chunk: Buffer) => {
    come += sizeOf(chunk)
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
  const [, wanted = '', id = ''] = (request.url ?? '').split('/')
  const role = wanted.replace('deflate-', '')
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
  acceptByHand(request, socket, role !== wanted)
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
