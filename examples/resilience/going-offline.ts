import { clientStart$, clientStop$, defineConnection, error$, state$ } from 'pulsewire'
import { filter, lastValueFrom, Subject, take } from 'rxjs'

import { serve } from './serve.ts'

const server = await serve(() => undefined)
const { port } = server

// Emits when the network is back. Here it is a subject; in browsers the default includes the event `online`.
const online = new Subject<void>()

const chat = defineConnection({
  name: 'chat',
  url: `ws://127.0.0.1:${port}`,
  retry: { initialDelay: 30_000, jitter: 'none' }, // 30 seconds: only `wake$` makes this example finish sooner
  wake$: online,
  // A network that drops all packets reports no error. Only a heartbeat detects it.
  heartbeat: { interval: 15_000, timeout: 5_000 },
})

chat.pipe(state$()).subscribe((state) => console.log(state._tag))
chat.pipe(error$()).subscribe((error) => console.log(error.message))

const until = (tag: string): Promise<unknown> =>
  lastValueFrom(
    chat.pipe(
      state$(),
      filter((state) => state._tag === tag),
      take(1),
    ),
  )

const lease = clientStart$(chat).subscribe({ error: () => console.error('gave up') })
await until('Open')

await server.close()
await until('Waiting') // the next dial would be in a minute

const back = await serve(() => undefined, undefined, port)
online.next() // the connection dials at once
await until('Open')

await lastValueFrom(clientStop$(chat))
lease.unsubscribe()
await back.close()
