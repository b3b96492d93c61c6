import { Observable } from 'rxjs'

import { decodeUtf8Leniently, encodeUtf8 } from '../codecs/utf8.ts'
import { channelOf } from '../connection/channels.ts'
import { relay } from '../connection/relay.ts'
import type { ConnectionEvent, Message } from '../model/connection-event.ts'

/** How to receive messages past the codec. */
export interface ReceiveOptions<Binary extends boolean> {
  /** `true`: every message as bytes. `false`: every message as a string (UTF-8). Text and binary messages alike. */
  readonly binary: Binary
}

/** The values of `receive$({ binary })`. */
export type Received<Binary extends boolean> = Binary extends true ? Uint8Array : string

/**
 * *On WebSocket Receive*: emits the messages as the codec decodes them. A message that does not decode is skipped and reaches
 * `error$` as `DecodeFailed`. Holds no lease: nothing is received until the connection is started.
 *
 * @example
 * chat.pipe(receive$()).subscribe((line) => console.log(line))
 */
export function receive$(options?: {
  readonly binary?: undefined
}): <In>(source$: Observable<ConnectionEvent<In>>) => Observable<In>
/**
 * Emits every message past the codec, as bytes (`binary: true`) or as a string (`binary: false`). No message is skipped:
 * bytes that are not valid UTF-8 become U+FFFD in a string.
 *
 * @example
 * chat.pipe(receive$({ binary: true })).subscribe((bytes) => console.log(bytes.length))
 */
export function receive$<Binary extends boolean>(
  options: ReceiveOptions<Binary>,
): <In>(source$: Observable<ConnectionEvent<In>>) => Observable<Received<Binary>>
export function receive$(
  options: { readonly binary?: boolean | undefined } = {},
): <In>(source$: Observable<ConnectionEvent<In>>) => Observable<In | string | Uint8Array> {
  return <In>(source$: Observable<ConnectionEvent<In>>): Observable<In | string | Uint8Array> => {
    if (options.binary === undefined) return channelOf(source$, 'values') ?? messages(source$, ({ value }) => value)
    return options.binary
      ? (channelOf(source$, 'bytes') ??
          messages(source$, ({ data }) => (typeof data === 'string' ? encodeUtf8(data) : data)))
      : (channelOf(source$, 'texts') ??
          messages(source$, ({ data }) => (typeof data === 'string' ? data : decodeUtf8Leniently(data))))
  }
}

function messages<In, T>(source$: Observable<ConnectionEvent<In>>, read: (message: Message<In>) => T): Observable<T> {
  return new Observable((subscriber) => {
    relay(source$, subscriber, {
      next: (event) => {
        if (event._tag === 'Message') subscriber.next(read(event))
      },
    })
  })
}
