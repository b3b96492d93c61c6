import type { Connection } from 'pulsewire'
import { request } from 'pulsewire/request'
import { topics } from 'pulsewire/topics'
import { EMPTY, type Observable } from 'rxjs'

import { payloads, type Quote } from '../payload.ts'
import type { Wish } from './contender.ts'

const { value: quote } = payloads.json256 as { readonly value: Quote }

/**
 * Lets requests or topics wait on an open connection. Each of their keys differs from that of the messages, but for one
 * topic, which is returned.
 */
export function wait(
  connection: Connection<unknown, unknown>,
  { what, count }: NonNullable<Wish['waiting']>,
): Observable<unknown> {
  const keyOf = (message: unknown): string => (message as Quote).symbol
  const keys = Array.from({ length: count }, (_, index) => `${quote.symbol}${index}`)
  if (what === 'topics') {
    const topic = topics(connection, { keyOf, subscribe: (_: ReadonlyArray<string>) => EMPTY })
    for (const key of keys.slice(1)) topic(key).subscribe()
    return topic(quote.symbol)
  }
  const call = request(connection, {
    nextId: () => keys.pop() ?? '',
    ask: (_: string, value: Quote): unknown => value,
    idOf: keyOf,
    read: () => ({ _tag: 'Right', right: undefined }) as const,
    timeout: Infinity,
  })
  for (let i = 0; i < count; i++) call(quote).subscribe()
  return EMPTY
}
