import { closeProblem } from '../../../model/close-code.ts'

/** The first frame of a port names the protocol, so that both ends notice where they are of two versions. */
export const protocolName = 'pulsewire.port.1'

/** The opening handshake of the dialing end. */
export interface Hello {
  readonly url: string
  readonly protocols: ReadonlyArray<string>
  /** The Web Lock that this end holds as long as it lives. Absent where there are none. */
  readonly lock?: string
}

/** The answer to a `Hello`. */
export interface Welcome {
  /** The subprotocol that was chosen, or the empty string. */
  readonly protocol: string
  /** The Web Lock of the accepting end. Absent if the other end could not see it. */
  readonly lock?: string
}

/** The answer to a `Hello` that is refused, as an HTTP response. */
export interface Rejection {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Everything on a port but messages, which are a string or a `Uint8Array` each. */
export type Control =
  | readonly ['open', typeof protocolName, Hello]
  | readonly ['opened', Welcome]
  | readonly ['refused', Rejection]
  | readonly ['ping']
  | readonly ['pong']
  /** The size of all messages that were taken from the port. */
  | readonly ['credit', number]
  | readonly ['close', number | undefined, string]
  /** The other end was dropped without a closing handshake. */
  | readonly ['gone']

/** UTF-16 units of the texts of an opening handshake. Node limits the headers of a request to as many bytes. */
const maxHandshake = 16_384

const isText = (value: unknown): value is string => typeof value === 'string'

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const isShort = (texts: ReadonlyArray<unknown>): boolean => texts.every(isText) && texts.join('').length <= maxHandshake

/** Begins the names of our locks. The other end may name no other lock: to wait for it could halt the program that uses it. */
export const lockPrefix = 'pulsewire:'

const isLock = (lock: unknown): boolean =>
  lock === undefined || (isShort([lock]) && (lock as string).startsWith(lockPrefix))

const isHello = (value: unknown): boolean =>
  isRecord(value) &&
  Array.isArray(value['protocols']) &&
  isShort([value['url'], ...(value['protocols'] as unknown[])]) &&
  isLock(value['lock'])

const isWelcome = (value: unknown): boolean => isRecord(value) && isShort([value['protocol']]) && isLock(value['lock'])

const isRejection = (value: unknown): boolean =>
  isRecord(value) &&
  Number.isInteger(value['status']) &&
  isText(value['body']) &&
  isRecord(value['headers']) &&
  Object.values(value['headers']).every(isText)

type Check = (value: unknown) => boolean

const isCode: Check = (value) =>
  value === undefined || (typeof value === 'number' && closeProblem(value, '') === undefined)

const isReason: Check = (value) => isText(value) && closeProblem(undefined, value) === undefined

/** Checks of the fields behind each tag. */
const shapes: Readonly<Record<string, ReadonlyArray<Check>>> = {
  open: [(value) => value === protocolName, isHello],
  opened: [isWelcome],
  refused: [isRejection],
  ping: [],
  pong: [],
  credit: [Number.isFinite],
  close: [isCode, isReason],
  gone: [],
}

/** Decodes a frame that is no message. `undefined`: it is malformed. */
export function decodeControl(frame: unknown): Control | undefined {
  if (!Array.isArray(frame)) return undefined
  const [tag, ...fields] = frame as unknown[]
  const shape = isText(tag) && Object.hasOwn(shapes, tag) ? shapes[tag] : undefined
  const isValid = shape?.length === fields.length && shape.every((check, at) => check(fields[at]))
  return isValid ? (frame as unknown as Control) : undefined
}

/** Added to the size of each message: about the memory of its object in the queue of a port, so that empty ones count too. */
const messageOverhead = 64

/** The size that a message counts with: the memory that it takes, whatever part of it a `Uint8Array` shows. */
export function portSize(message: string | Uint8Array): number {
  return (typeof message === 'string' ? message.length : message.buffer.byteLength) + messageOverhead
}
