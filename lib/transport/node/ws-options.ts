import type { ClientRequest } from 'node:http'
import { connect, type NetConnectOpts, type Socket as TcpSocket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'

import type { ClientOptions } from 'ws'

import { discardPromise, isPromise } from '../../model/mistakes/discard-promise.ts'
import type { LookupFunction, NodeOptions } from '../dial-options.ts'
import type { DialRequest } from '../transport.ts'
import { clientTlsOptions, UnusableOption } from './tls-options.ts'

/** `ws` counts in 31 bits; a larger number would mean no limit. */
const largestMaxPayload = 2 ** 31 - 1

/**
 * Milliseconds that a peer which began the closing handshake has for the rest of it. A closing handshake that we began
 * has the connection's own, shorter limit.
 */
const closeTimeout = 30_000

/** Bytes below which a message is not compressed, unless the options say otherwise. */
const defaultThreshold = 1_024

/** Options as a function of Node's gets them. `path` would mean a Unix domain socket there, and is that of the request. */
type ConnectionArguments = Readonly<Record<string, unknown>> & { readonly path?: unknown }

/** The options of `ws` for a dial. */
export function toOptions(request: DialRequest): ClientOptions {
  const { headers, tls, maxMessageSize, node = {}, compression = false, unref = false } = request
  const { agent, lookup, localAddress } = node
  const isSecure = request.url.startsWith('wss:')
  const connection = createConnection(node, isSecure)
  const options = {
    ...(isSecure ? clientTlsOptions(defined(tls)) : defined(tls)),
    ...defined({
      agent,
      lookup: lookup === undefined ? undefined : guardLookup(lookup),
      localAddress,
      createConnection: connection,
    }),
    headers: defined(headers),
    autoPong: false,
    closeTimeout,
    followRedirects: false,
    maxPayload: maxPayload({ maxMessageSize, compression }),
    perMessageDeflate: compression === false ? false : { threshold: 0 },
    skipUTF8Validation: true,
    ...(unref ? { finishRequest: endUnreferenced } : {}),
  }
  // The types of `ws` are narrower than what it passes on to `node:http` and `node:tls`.
  return options as unknown as ClientOptions
}

/** The largest message that `ws` reads, in bytes. */
export function maxPayload({
  maxMessageSize,
  compression,
}: Pick<DialRequest, 'maxMessageSize' | 'compression'>): number {
  return Math.min(maxMessageSize, maxInflatedSize(compression), largestMaxPayload)
}

/** Bytes from which on a message is compressed. `Infinity`: none is. */
export function compressionThreshold({ compression = false }: Pick<DialRequest, 'compression'>): number {
  if (compression === false) return Infinity
  return (compression === true ? undefined : compression.threshold) ?? defaultThreshold
}

/** `ws` has one limit for the messages that it inflates and for all others. */
function maxInflatedSize(compression: DialRequest['compression']): number {
  return (typeof compression === 'object' ? compression.maxInflatedSize : undefined) ?? Infinity
}

/** The fields that have a value: Node throws at some that are `undefined`. */
function defined<T extends object>(fields: T): Partial<T> {
  const given: Partial<T> = {}
  for (const name of Object.keys(fields) as Array<keyof T>) if (fields[name] !== undefined) given[name] = fields[name]
  return given
}

/** A function for `node:http` that makes the connection. `undefined`: `ws` makes it. */
function createConnection(
  { createConnection: create, socketPath }: NodeOptions,
  isSecure: boolean,
): ((options: ConnectionArguments) => object) | undefined {
  if (create !== undefined)
    return (options) => {
      const stream: unknown = create({ ...options, path: undefined })
      if (typeof (stream as Partial<TcpSocket> | undefined)?.on === 'function') return stream as object
      discardPromise(stream)
      // Node would use it in a later turn, where nothing catches the error.
      throw new UnusableOption('node.createConnection returned no stream. It must return a Duplex of Node')
    }
  if (socketPath === undefined) return undefined
  return (options) => {
    const local = { ...options, path: socketPath }
    if (!isSecure) return connect(local as unknown as NetConnectOpts)
    // The certificate is that of the url's host.
    return connectTls({ servername: options['host'], ...local } as ConnectionOptions)
  }
}

/** An `async` function may call the callback or reject. A second answer counts for nothing. */
function guardLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    let isAnswered = false
    const answer: typeof callback = (...given) => {
      if (isAnswered) return
      isAnswered = true
      callback(...given)
    }
    const returned = (lookup as (...given: unknown[]) => unknown)(hostname, options, answer)
    if (isPromise(returned)) {
      Promise.resolve(returned).catch((error: unknown) => {
        answer(error instanceof Error ? error : new Error('node.lookup rejected', { cause: error }), [])
      })
    }
  }
}

/** Sends the request on a socket that does not keep the process alive, whoever made it. */
function endUnreferenced(request: ClientRequest): void {
  request.on('socket', (socket: Partial<TcpSocket>) => socket.unref?.())
  request.end()
}
