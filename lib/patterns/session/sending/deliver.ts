import type { Either } from 'fp-ts/lib/Either.js'
import { Observable, type Subscriber } from 'rxjs'

import { listen } from '../../../connection/relay.ts'
import type { Link } from '../link.ts'
import type { SessionEnd } from '../session-end.ts'
import type { DeliveryError } from '../session-error.ts'
import { deliverySubscription } from './delivered-message.ts'

/** Delivers the values of a source in a session. */
function deliverIn<In, Out>(
  link: Link<In, Out>,
  end: SessionEnd<In, Out>,
  source$: Observable<Out>,
  subscriber: Subscriber<Either<DeliveryError, Out>>,
): void {
  const subscription = deliverySubscription(subscriber)
  subscriber.add(() => {
    end.withdraw(subscription)
  })
  listen(source$, subscriber, {
    next: (value) => {
      end.deliver(link, subscription, value)
    },
    error: (error: unknown) => {
      subscription.end({ _tag: 'Errored', error })
    },
    complete: () => {
      subscription.end({ _tag: 'Completed' })
    },
  })
}

/** Delivers in a session that is known before any socket is. */
export function deliverAtOnce<In, Out>(
  link: Link<In, Out>,
  end: SessionEnd<In, Out>,
  source$: Observable<Out>,
): Observable<Either<DeliveryError, Out>> {
  return new Observable((subscriber) => {
    subscriber.add(link.listen({ attached: () => undefined, over: () => undefined }))
    deliverIn(link, end, source$, subscriber)
  })
}

/** Delivers in the session that the connection turns out to carry. Completes if it ends without one. */
export function deliverOnceOpen<In, Out>(
  link: Link<In, Out>,
  source$: Observable<Out>,
): Observable<Either<DeliveryError, Out>> {
  return new Observable((subscriber) => {
    const stopWaiting = link.listen({
      attached: (end, _, leave) => {
        leave()
        deliverIn(link, end, source$, subscriber)
      },
      over: () => {
        subscriber.complete()
      },
    })
    subscriber.add(stopWaiting)
  })
}
