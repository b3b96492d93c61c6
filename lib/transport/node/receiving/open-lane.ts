import { Writable } from 'node:stream'

import type { WebSocket } from 'ws'

import { type LaneSocket, ReceiveLane } from './receive-lane.ts'

const { write, end } = Writable.prototype as Pick<Receiver, 'write' | 'end'>

const lane: unique symbol = Symbol('lane')

/** The receiver of `ws`, which parses the frames that are written to it. */
type Receiver = Omit<Writable, 'write' | 'end'> & {
  readonly _maxPayload: number
  [lane]: ReceiveLane
  write: (this: Receiver, chunk: Buffer) => boolean
  end: (this: Receiver) => unknown
}

/** The private fields of a receiver that a lane relies on: it parses within `write`, and is between two frames. */
const fresh = Object.entries({
  _allowSynchronousEvents: true,
  _binaryType: 'nodebuffer',
  _bufferedBytes: 0,
  _errored: false,
  _fragmented: 0,
  _isServer: false,
  _loop: false,
  _skipUTF8Validation: true,
  _state: 0,
})

/**
 * Lets a socket that has just opened receive through a lane. Without effect where an extension was agreed on, and where the
 * receiver is not the one of the versions of `ws` that are known: `ws` alone receives then.
 *
 * @returns whether there is a lane now
 */
export function openLane(websocket: WebSocket, socket: LaneSocket): boolean {
  const { _receiver: receiver } = websocket as { readonly _receiver?: unknown }
  if (websocket.extensions !== '' || !isFamiliar(receiver)) return false
  receiver[lane] = new ReceiveLane(receiver as Writable, socket, receiver._maxPayload)
  receiver.write = writeToLane
  receiver.end = endLane
  return true
}

function isFamiliar(receiver: unknown): receiver is Receiver {
  if (!(receiver instanceof Writable)) return false
  const fields = receiver as unknown as Readonly<Record<string, unknown>>
  const isPlain = fields['write'] === write && fields['end'] === end && typeof fields['_maxPayload'] === 'number'
  return isPlain && fresh.every(([name, value]) => fields[name] === value)
}

// All receivers share these functions, since programs hold thousands of connections. `ws` calls them with nothing else.

function writeToLane(this: Receiver, chunk: Buffer): boolean {
  return this[lane].write(chunk)
}

function endLane(this: Receiver): unknown {
  this[lane].end()
  return end.call(this)
}
