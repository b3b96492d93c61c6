import { clientStart$, clientStop$, defineConnection, receive$, state$ } from 'pulsewire'
import { lastValueFrom, take } from 'rxjs'

import { serve } from './serve.ts'

// A server that no longer accepts token 1.
const server = await serve(
  (socket) => socket.send('welcome'),
  ({ url }) => (url === '/feed?token=1' ? ['401 Unauthorized'] : undefined),
)

// The identity provider: the first dial gets an old token from a cache, later dials get a new one.
const freshToken = (attempt: number): Promise<string> => Promise.resolve(String(attempt))

const feed = defineConnection({
  name: 'feed',
  // Called before every dial. Because `url` is a function, a 401 means `refresh`: one immediate dial with a fresh url.
  // A second 401 in a row is final: then the credentials are wrong, not the token.
  url: async ({ attempt }) => `ws://127.0.0.1:${server.port}/feed?token=${await freshToken(attempt)}`,
})

feed.pipe(state$()).subscribe((state) => console.log(state._tag))

const welcome = await lastValueFrom(clientStart$(feed).pipe(receive$(), take(1)))
console.log(welcome) // after one refused dial

await lastValueFrom(clientStop$(feed))
await server.close()
