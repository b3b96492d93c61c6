import * as E from 'fp-ts/lib/Either.js'
import { type Codec, type Connection, type ConnectionOptions, defineConnection, send, sent } from 'pulsewire'
import { request, type RequestError } from 'pulsewire/request'
import { topics } from 'pulsewire/topics'
import { first, from, map, type Observable } from 'rxjs'

/** A frame of STOMP 1.2. `command` is empty for a heart-beat. */
export interface Frame {
  readonly command: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const frame = (command: string, headers: Frame['headers'], body = ''): Frame => ({ command, headers, body })

/** The escapes of header values (STOMP 1.2). `CONNECT` and `CONNECTED` have none. */
const escapes = { '\\': '\\\\', '\r': '\\r', '\n': '\\n', ':': '\\c' } as const
const escape = (text: string): string => text.replace(/[\\\r\n:]/g, (sign) => escapes[sign as keyof typeof escapes])
const unescape = (text: string): string =>
  text.replace(/\\([\\rnc])/g, (_, sign: string) => ({ '\\': '\\', r: '\r', n: '\n', c: ':' })[sign] ?? '')

function encode({ command, headers, body }: Frame): string {
  const write = command === 'CONNECT' ? (text: string): string => text : escape
  const lines = Object.entries(headers).map(([name, value]) => `${write(name)}:${write(value)}`)
  return [command, ...lines, '', `${body}\0`].join('\n')
}

function decode(data: string): Frame | undefined {
  if (data.trim() === '') return frame('', {})
  const [, command, lines, body] = /^([A-Z]+)\r?\n((?:.+\r?\n)*)\r?\n([^\0]*)\0\s*$/.exec(data) ?? []
  if (command === undefined || lines === undefined || body === undefined) return undefined
  const read = command === 'CONNECTED' ? (text: string): string => text : unescape
  const headers: Record<string, string> = Object.create(null) as Record<string, string>
  for (const line of lines.split(/\r?\n/)) {
    const colon = line.indexOf(':')
    // The first of several equal headers counts.
    if (colon > 0) headers[read(line.slice(0, colon))] ??= read(line.slice(colon + 1))
  }
  return frame(command, headers, body)
}

/** A frame is one text message. */
export const stompCodec: Codec<Frame> = {
  decode: (data) => {
    const decoded = typeof data === 'string' ? decode(data) : undefined
    return decoded === undefined ? E.left([{ path: '', message: 'no frame of STOMP' }]) : E.right(decoded)
  },
  encode: (value) => E.right(encode(value)),
}

/** The destinations of a STOMP broker. Make one for a connection. */
export class Stomp {
  readonly connection: Connection<Frame, Frame>
  readonly #messages: (destination: string) => Observable<Frame>
  readonly #send: (message: Frame) => Observable<E.Either<RequestError<string>, void>>

  /** @param login - the headers of `CONNECT`: `login`, `passcode`, `host` */
  constructor(
    options: Pick<ConnectionOptions<Frame, Frame>, 'url' | 'retry' | 'transport'>,
    login: Frame['headers'] = {},
  ) {
    const connection = defineConnection({
      ...options,
      protocols: ['v12.stomp', 'v11.stomp'],
      codec: stompCodec,
      // `Open.greeting` has the headers of `CONNECTED`: `session`, `server`, `user-name`.
      greet: ({ receive$, send }) => {
        send(frame('CONNECT', { 'accept-version': '1.1,1.2', 'heart-beat': '0,0', ...login }))
        return receive$.pipe(
          first(({ command }) => command === 'CONNECTED' || command === 'ERROR'),
          map(({ command, headers }) => {
            if (command === 'ERROR') throw new Error(headers['message'])
            return headers
          }),
        )
      },
    })
    const announce = (frames: ReadonlyArray<Frame>): Observable<unknown> =>
      from(frames).pipe(send(connection, { volatile: true }), sent())
    this.connection = connection
    // The id of a subscription is its destination: a message of a wildcard has another destination than its subscription.
    this.#messages = topics(connection, {
      keyOf: ({ command, headers }: Frame) => (command === 'MESSAGE' ? headers['subscription'] : undefined),
      subscribe: (destinations: ReadonlyArray<string>) =>
        announce(destinations.map((id) => frame('SUBSCRIBE', { id, destination: id }))),
      unsubscribe: (destinations) => announce(destinations.map((id) => frame('UNSUBSCRIBE', { id }))),
    })
    this.#send = request(connection, {
      nextId: (() => {
        let last = 0
        return () => `r${++last}`
      })(),
      ask: (receipt: string, { headers, body }: Frame) => frame('SEND', { ...headers, receipt }, body),
      idOf: ({ command, headers }) =>
        command === 'RECEIPT' || command === 'ERROR' ? headers['receipt-id'] : undefined,
      read: ({ command, headers }) =>
        command === 'RECEIPT' ? E.right(undefined) : E.left(headers['message'] ?? 'the broker gave no reason'),
    })
  }

  /** The messages of a destination: subscribed at the broker while somebody subscribes here. */
  messages(destination: string): Observable<Frame> {
    return this.#messages(destination)
  }

  /** Sends a message. `Right`: the broker has it (its `RECEIPT`). */
  send(
    destination: string,
    body: string,
    headers: Frame['headers'] = {},
  ): Observable<E.Either<RequestError<string>, void>> {
    return this.#send(frame('SEND', { ...headers, destination }, body))
  }
}
