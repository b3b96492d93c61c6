import { Observable } from 'rxjs'

import type { Connection } from '../../../lib/index.ts'

/** A connection that counts the subscriptions of its channels. */
export interface CountedConnection {
  readonly connection: Connection<string, string>
  readonly subscriptions: () => number
}

/** Gives requests and topics a handle of their own, so that what they leave behind is theirs alone. */
export function counted(inner: Connection<string, string>): CountedConnection {
  let count = 0
  const channel: typeof inner.channel = (name) =>
    new Observable((subscriber) => {
      count++
      subscriber.add(() => {
        count--
      })
      return inner.channel(name).subscribe(subscriber)
    })
  const connection = Object.create(inner, {
    name: { value: inner.name },
    core: { value: () => inner.core() },
    channel: { value: channel },
  }) as Connection<string, string>
  return { connection, subscriptions: () => count }
}
