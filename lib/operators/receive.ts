import { filter, map, type Observable } from 'rxjs'

import { decodeUtf8Leniently, encodeUtf8 } from '../codecs/utf8.ts'
import { channelOf } from '../connection/channels.ts'
import type { ConnectionEvent, Message } from '../model/connection-event.ts'

/** How to take messages, whatever the codec. */
export interface ReceiveOptions<Binary extends boolean> {
  /** `true`: every message as bytes; `false`: every message as a string (UTF-8), whatever kind it was. */
  readonly binary: Binary
}

/** What `receive$({ binary })` emits. */
export type Received<Binary extends boolean> = Binary extends true ? Uint8Array : string

/**
 * *On WebSocket Receive*: the messages, as the codec decodes them; one that does not decode is left out and reaches
 * `error$`. With `binary` given they go past the codec, and nothing is left out.
 *
 * @example
 * chat.pipe(receive$()).subscribe((line) => console.log(line))
 */
export function receive$(): <In>(source$: Observable<ConnectionEvent<In>>) => Observable<In>
/**
 * Receives every message as bytes or as a string, without the codec.
 *
 * @param options - `binary: true` emits `Uint8Array`s, `binary: false` strings (invalid UTF-8 becomes U+FFFD)
 *
 * @example
 * chat.pipe(receive$({ binary: true })).subscribe((bytes) => console.log(bytes.length))
 */
export function receive$<Binary extends boolean>(
  options: ReceiveOptions<Binary>,
): <In>(source$: Observable<ConnectionEvent<In>>) => Observable<Received<Binary>>
export function receive$(
  options?: ReceiveOptions<boolean>,
): <In>(source$: Observable<ConnectionEvent<In>>) => Observable<In | string | Uint8Array> {
  return <In>(source$: Observable<ConnectionEvent<In>>): Observable<In | string | Uint8Array> => {
    if (options === undefined) return channelOf(source$, 'values') ?? messages(source$, ({ value }) => value)
    return options.binary
      ? (channelOf(source$, 'bytes') ??
          messages(source$, ({ data }) => (typeof data === 'string' ? encodeUtf8(data) : data)))
      : (channelOf(source$, 'texts') ??
          messages(source$, ({ data }) => (typeof data === 'string' ? data : decodeUtf8Leniently(data))))
  }
}

function messages<In, T>(source$: Observable<ConnectionEvent<In>>, read: (message: Message<In>) => T): Observable<T> {
  return source$.pipe(
    filter((event) => event._tag === 'Message'),
    map(read),
  )
}
