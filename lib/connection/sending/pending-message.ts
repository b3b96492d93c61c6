import type { Either } from 'fp-ts/lib/Either.js'

import { utf8Length } from '../../codecs/utf8.ts'
import { type ConnectionError, failure } from '../../model/connection-error.ts'
import * as E from '../../model/either.ts'
import type { ResolvedOptions } from '../options/resolve-options.ts'
import { encodeMessage } from './encode.ts'
import type { QueueEntry } from './send-queue.ts'
import type { SendSubscription } from './send-subscription.ts'

/** The place of a message: only with its subscription, in the queue, or handed to the socket. */
export type Place = 'Unqueued' | 'Waiting' | 'Written'

/**
 * Bytes that a message counts beside its data: the memory that an accepted message without data takes (measured on
 * Node 20: `spec/connection/sending/overhead.slow.ts`).
 */
export const messageOverhead = 320

/** A message from `send` to its result: the only object that sending it allocates. */
export interface PendingMessage<Out> extends QueueEntry<PendingMessage<Out>> {
  readonly subscription: SendSubscription<Out>
  /** The value for a `Right`. Released when the message is refused: a `Left` carries no message. */
  value: Out | undefined
  data: string | Uint8Array
  readonly isBinary: boolean
  /** Whether only the socket that is open when the message is sent may carry it. */
  readonly isVolatile: boolean
  place: Place
  previousOfSubscription: PendingMessage<Out> | undefined
  nextOfSubscription: PendingMessage<Out> | undefined
  /** Set from the beginning if the message does not encode. */
  result: Either<ConnectionError, Out> | undefined
  /** The number of results that this entry stands for: more than 1 for a run of refusals. */
  count: number
}

/** Encodes a value. A message that does not encode has its `Left` as its result from the beginning. */
export function makeMessage<In, Out>(
  { name, codec, transport }: ResolvedOptions<In, Out>,
  subscription: SendSubscription<Out>,
  value: Out,
  binary: boolean | undefined,
  isVolatile: boolean,
): PendingMessage<Out> {
  const encoded = encodeMessage(name, codec, value, binary)
  const content = encoded._tag === 'Right' ? encoded.right : ''
  let data = content
  let result: Either<ConnectionError, never> | undefined = encoded._tag === 'Right' ? undefined : encoded
  if (typeof content === 'string' && transport.toBytes !== undefined && result === undefined) {
    try {
      data = transport.toBytes(content)
    } catch (cause) {
      // V8 refuses buffers of such a size.
      const issues = [{ path: '', message: 'the text is too long for this platform' }]
      result = E.left(failure('EncodeFailed', name, 'message not sent: too long for this platform', { issues }, cause))
    }
  }
  return {
    subscription,
    value,
    data,
    isBinary: typeof content !== 'string',
    isVolatile,
    size: messageOverhead + (typeof data === 'string' ? utf8Length(data) : data.length),
    place: 'Unqueued',
    previous: undefined,
    next: undefined,
    previousOfSubscription: undefined,
    nextOfSubscription: undefined,
    result,
    count: 1,
  }
}

/** Copies binary data: the caller may reuse its bytes, as after the platform's `send`. (`slice` of a Buffer does not copy.) */
export function copyBytes<Out>(message: PendingMessage<Out>): void {
  if (message.isBinary) message.data = new Uint8Array(message.data as Uint8Array)
}
