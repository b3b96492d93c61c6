import { clientStart$ } from 'pulsewire'
import { request } from 'pulsewire/request'
import { topics } from 'pulsewire/topics'
import { EMPTY } from 'rxjs'

import { cpuOf, type Curve, sizesTo } from './curve.ts'
import { connected } from './subscribers.ts'

const keys = Array.from({ length: 10_000 }, (_, i) => `key ${i}`)

/** Every key once, in an order that is not that of the requests: 7 has no factor in common with the sizes. */
const shuffled = (size: number): ReadonlyArray<string> =>
  Array.from({ length: size }, (_, i) => keys[(i * 7) % size] ?? '')

/** Subscribes to so many topics, receives a message for each, and unsubscribes. */
async function allTopics(size: number): Promise<number> {
  const { connection, peer } = connected()
  const lease = clientStart$(connection).subscribe()
  let received = 0
  const cost = await cpuOf(() => {
    const topic = topics(connection, { keyOf: (message) => message, subscribe: () => EMPTY })
    const all = keys.slice(0, size).map((key) => topic(key).subscribe(() => received++))
    received = 0
    for (const key of shuffled(size)) peer.say(key)
    if (received !== size) throw new Error(`${received} of ${size} were received`)
    for (const subscription of all) subscription.unsubscribe()
  })
  lease.unsubscribe()
  return cost
}

/** Receives a message of one of so many topics. */
async function messageOfTopic(size: number): Promise<number> {
  const { connection, peer } = connected()
  const lease = clientStart$(connection).subscribe()
  const topic = topics(connection, { keyOf: (message) => message, subscribe: () => EMPTY })
  for (const key of keys.slice(0, size)) topic(key).subscribe()
  const messages = shuffled(size).slice(0, 100)
  const cost = await cpuOf(() => {
    for (let i = 0; i < 1_000; i++) peer.say(messages[i % messages.length] ?? '')
  })
  lease.unsubscribe()
  return cost / 1_000
}

/** Sends so many requests, and receives the replies in another order. */
async function allRequests(size: number): Promise<number> {
  const { connection, peer } = connected()
  const lease = clientStart$(connection).subscribe()
  let replies = 0
  const cost = await cpuOf(() => {
    let next = 0
    const call = request(connection, {
      nextId: () => keys[next++] ?? '',
      ask: (id: string, _: undefined): string => id,
      idOf: (message) => message,
      read: (message) => ({ _tag: 'Right', right: message }) as const,
    })
    replies = 0
    for (let i = 0; i < size; i++) call(undefined).subscribe(() => replies++)
    for (const key of shuffled(size)) peer.say(key)
    if (replies !== size) throw new Error(`${replies} of ${size} were answered`)
  })
  lease.unsubscribe()
  return cost
}

const common = { cost: 'CPU', unit: 'µs', sizes: sizesTo(10_000), repeats: 5 } as const

export const topicsCurve: Curve = {
  ...common,
  name: 'topics',
  title: 'Many topics on one connection',
  things: 'topics',
  lines: [
    { name: 'subscribe, one message each, unsubscribe', cost: allTopics },
    { name: 'one message', cost: messageOfTopic },
  ],
}

export const requests: Curve = {
  ...common,
  name: 'requests',
  title: 'Many requests in flight',
  things: 'requests',
  lines: [{ name: 'send all, then all replies', cost: allRequests }],
}
