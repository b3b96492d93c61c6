import { clientStart$, clientStop$, defineConnection, diagnose, state$ } from 'pulsewire'
import { filter, lastValueFrom, take } from 'rxjs'

import { serve } from './serve.ts'

// A server that refuses the first client and asks it to come back after one second.
let asked = 0
const server = await serve(
  () => undefined,
  () => (asked++ === 0 ? ['429 Too Many Requests', 'Retry-After: 1'] : undefined),
)

const busy = defineConnection({
  name: 'busy',
  url: `ws://127.0.0.1:${server.port}`,
  retry: {
    initialDelay: 10,
    // By default 429, 503 and the close code 4429 are retried, and `Retry-After` is a lower bound for the wait. This
    // adds a close code of this server: 4999, `out of quota`, is final.
    diagnose: (end) => (end.error._tag === 'ConnectionLost' && end.error.code === 4999 ? 'final' : diagnose(end)),
  },
})

const lease = clientStart$(busy).subscribe({ error: (error: Error) => console.error(error.message) })

busy.pipe(state$()).subscribe((state) => {
  if (state._tag === 'Waiting') console.log(`${state.cause.message}; next try in ${state.delay} ms`)
  else console.log(state._tag)
})

await lastValueFrom(
  busy.pipe(
    state$(),
    filter((state) => state._tag === 'Open'),
    take(1),
  ),
)
await lastValueFrom(clientStop$(busy))
lease.unsubscribe()
await server.close()
