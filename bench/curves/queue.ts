import { clientStart$, clientStop$, defineConnection, send } from 'pulsewire'
import { Subject } from 'rxjs'

import { cpuOf, type Curve, sizesTo } from './curve.ts'
import { inProcessPeer } from './peer.ts'

type Overflow = 'reject' | 'dropOldest' | 'dropNewest'

/** Fills the queue of a connection that is not open, sends as many messages once more, and opens it. */
async function overflowing(size: number, overflow: Overflow): Promise<number> {
  return cpuOf(() => {
    const peer = inProcessPeer(false)
    const outbox = { limit: size, bytes: 2 ** 40, overflow }
    const connection = defineConnection({ url: 'ws://peer/', transport: peer.transport, heartbeat: false, outbox })
    const lease = clientStart$(connection).subscribe()
    const message$ = new Subject<string>()
    const results = { Left: 0, Right: 0 }
    message$.pipe(send(connection)).subscribe(({ _tag }) => results[_tag]++)
    for (let i = 0; i < 2 * size; i++) message$.next('a message of twenty')
    peer.open()
    if (results.Left !== size || results.Right !== size) throw new Error(JSON.stringify(results))
    clientStop$(connection).subscribe()
    lease.unsubscribe()
  })
}

const policies: ReadonlyArray<Overflow> = ['reject', 'dropOldest', 'dropNewest']

export const queue: Curve = {
  name: 'queue',
  title: 'A full queue that overflows by its own length, and then leaves',
  things: 'messages in the queue',
  cost: 'CPU',
  unit: 'µs',
  sizes: sizesTo(100_000).filter((size) => size >= 10),
  repeats: 4,
  lines: policies.map((policy) => ({ name: policy, cost: (size) => overflowing(size, policy) })),
}
