import { clientStart$, clientStop$, defineConnection, receive$, state$ } from 'pulsewire'
import { lastValueFrom, take } from 'rxjs'

import { serve } from './serve.ts'

// A server that has just let token 1 expire.
const server = await serve(
  (socket) => socket.send('welcome'),
  ({ url }) => (url === '/feed?token=1' ? ['401 Unauthorized'] : undefined),
)

// The identity provider of this example: the first dial takes the token from a cache, later ones ask for a new one.
const freshToken = (attempt: number): Promise<string> => Promise.resolve(String(attempt))

const feed = defineConnection({
  name: 'feed',
  // A function is asked anew for every dial. That it is one makes a 401 mean `refresh`: one dial at once, with what
  // this answers then. A second 401 in a row is final: the credentials, not the token, are wrong.
  url: async ({ attempt }) => `ws://127.0.0.1:${server.port}/feed?token=${await freshToken(attempt)}`,
})

feed.pipe(state$()).subscribe((state) => console.log(state._tag))

const welcome = await lastValueFrom(clientStart$(feed).pipe(receive$(), take(1)))
console.log(welcome) // after one refused dial that nobody had to care about

await lastValueFrom(clientStop$(feed))
await server.close()
