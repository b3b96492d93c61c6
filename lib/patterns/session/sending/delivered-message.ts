import type { Either } from 'fp-ts/lib/Either.js'
import { Subscriber } from 'rxjs'

import { utf8Length } from '../../../codecs/utf8.ts'
import { messageOverhead, type PendingMessage } from '../../../connection/sending/pending-message.ts'
import { SendSubscription } from '../../../connection/sending/send-subscription.ts'
import type { ConnectionError } from '../../../model/connection-error.ts'
import type { DeliveryError } from '../session-error.ts'

/** Frames of a session have no events of `send`: an inspector sees them as they are written. */
const notInspected = { inspector: undefined }

/** A subscription of `deliver` settles its messages as one of `send` does; only the errors differ. */
export function deliverySubscription<Out>(subscriber: Subscriber<Either<DeliveryError, Out>>): SendSubscription<Out> {
  return new SendSubscription(subscriber as unknown as Subscriber<Either<ConnectionError, Out>>, notInspected)
}

/** The message of a subscription. Bytes are copied: the caller may reuse them. */
export function deliveredMessage<Out>(
  subscription: SendSubscription<Out>,
  value: Out | undefined,
  data: string | Uint8Array,
): PendingMessage<Out> {
  const isBinary = typeof data !== 'string'
  return {
    subscription,
    value,
    data: isBinary ? new Uint8Array(data) : data,
    isBinary,
    isVolatile: false,
    size: messageOverhead + (isBinary ? data.length : utf8Length(data)),
    place: 'Unqueued',
    previous: undefined,
    next: undefined,
    previousOfSubscription: undefined,
    nextOfSubscription: undefined,
    result: undefined,
    count: 1,
  }
}

let nobody: SendSubscription<never> | undefined

/** A message that a store has kept: nobody waits for its result. */
export function keptMessage<Out>(data: string | Uint8Array): PendingMessage<Out> {
  if (nobody === undefined) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- internal for applications; the base of all operators
    nobody = deliverySubscription(new Subscriber<never>())
    nobody.isAbandoned = true
  }
  return deliveredMessage(nobody as SendSubscription<Out>, undefined, data)
}
