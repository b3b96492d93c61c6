import { clientStart$, clientStop$, defineConnection, type Socket, state$, type Transport } from 'pulsewire'
import { VirtualTimeScheduler } from 'rxjs'

import { seededRandom } from '../../lib/testing/faulty/random.ts'

/** When each dial of `size` connections began, in ms since their server went down for `outage` ms, all at once. */
export function dialsInVirtualTime(size: number, outage: number, jitter: 'full' | 'none'): ReadonlyArray<number> {
  const scheduler = new VirtualTimeScheduler()
  const clock = {
    now: () => scheduler.now(),
    after: (ms: number, f: () => void) => {
      const action = scheduler.schedule(f, ms)
      return () => action.unsubscribe()
    },
  }
  const downAt = 10_000
  const transport: Transport = (_request, listener) => {
    let hasEnded = false
    const end = (): void => {
      if (hasEnded) return
      hasEnded = true
      listener.ended({ _tag: 'Closed', code: 1006, reason: '', wasClean: false })
    }
    const isDown = scheduler.now() >= downAt && scheduler.now() < downAt + outage
    const answer = (): void => {
      if (isDown) listener.ended({ _tag: 'Refused' })
      else listener.opened({ protocol: '', extensions: '' })
    }
    clock.after(1, answer)
    if (scheduler.now() < downAt) clock.after(downAt - scheduler.now(), end)
    const socket: Socket = { send: () => undefined, close: end, terminate: () => undefined, bufferedAmount: 0 }
    return socket
  }
  const random = seededRandom(1)
  const dials: number[] = []
  for (let i = 0; i < size; i++) {
    const connection = defineConnection({
      ...{ name: `herd ${i}`, url: 'ws://server/', transport, clock, random },
      ...{ retry: { jitter }, heartbeat: false },
    })
    connection.pipe(state$()).subscribe({
      next: ({ _tag }) => {
        if (_tag === 'Connecting' && scheduler.now() >= downAt) dials.push(scheduler.now() - downAt)
      },
      error: console.error,
    })
    clientStart$(connection).subscribe({ error: console.error })
    clock.after(downAt + 120_000, () => clientStop$(connection).subscribe({ error: console.error }))
  }
  scheduler.flush()
  return dials
}
