import { clientStart$, type Connection, defineConnection, isRest, receive$ } from 'pulsewire'
import { filter, firstValueFrom } from 'rxjs'

import { cpuOf, type Curve, sizesTo, timeAfterOtherWork } from './curve.ts'
import { inProcessPeer, type Peer } from './peer.ts'

const text = 'The quick brown fox jumps over the lazy dog, and then once more.'

export function connected(): { readonly connection: Connection<string, string>; readonly peer: Peer } {
  const peer = inProcessPeer(true)
  return { connection: defineConnection({ url: 'ws://peer/', transport: peer.transport, heartbeat: false }), peer }
}

/** Delivers messages to so many subscribers. */
async function message(size: number): Promise<number> {
  const { connection, peer } = connected()
  let received = 0
  const lease = clientStart$(connection).subscribe()
  for (let i = 0; i < size; i++) connection.pipe(receive$()).subscribe(() => received++)
  // V8 compiles.
  await cpuOf(() => peer.say(text))
  received = 0
  let messages = 0
  const cost = timeAfterOtherWork(() => {
    messages++
    peer.say(text)
  })
  if (received !== messages * size) throw new Error(`${received} were received`)
  lease.unsubscribe()
  return cost
}

/** Subscribes so many times, and unsubscribes in the same order. */
async function joining(size: number): Promise<number> {
  const { connection } = connected()
  const lease = clientStart$(connection).subscribe()
  const cost = await cpuOf(() => {
    const all = Array.from({ length: size }, () => connection.pipe(receive$()).subscribe())
    for (const subscription of all) subscription.unsubscribe()
  })
  lease.unsubscribe()
  return cost
}

/** Takes so many leases, and releases them in the same order: one start and one stop. */
async function leasing(size: number): Promise<number> {
  const { connection } = connected()
  return cpuOf(async () => {
    const all = Array.from({ length: size }, () => clientStart$(connection).subscribe())
    for (const lease of all) lease.unsubscribe()
    await firstValueFrom(connection.pipe(filter(isRest)))
  })
}

export const subscribers: Curve = {
  name: 'subscribers',
  title: 'One message for many subscribers',
  things: 'subscribers',
  cost: 'CPU',
  unit: 'µs',
  sizes: sizesTo(10_000),
  repeats: 5,
  lines: [
    { name: 'one message', cost: message },
    { name: 'subscribe and unsubscribe all', cost: joining },
  ],
}

export const leases: Curve = {
  name: 'leases',
  title: 'Many leases of one connection',
  things: 'leases',
  cost: 'CPU',
  unit: 'µs',
  sizes: sizesTo(10_000),
  repeats: 5,
  lines: [{ name: 'take and release all', cost: leasing }],
}
