import { clientStart$, clientStop$, defineConnection, receive$, send, start$, stop$ } from 'pulsewire'
import { lastValueFrom, map, take } from 'rxjs'

import { serve } from './serve.ts'

// A server that sends what one subscribes to, and forgets subscriptions when it restarts.
const start = (port = 0): ReturnType<typeof serve> =>
  serve(
    (socket) => socket.on('message', (topic: Buffer) => socket.send(`news of ${topic.toString()}`)),
    undefined,
    port,
  )
let server = await start()

const news = defineConnection({
  name: 'news',
  url: `ws://127.0.0.1:${server.port}`,
  retry: { initialDelay: 50, maxDelay: 1_000 }, // full jitter spreads a crowd of clients that were dropped together
})

// Whatever the server has to know, it is told on every start: after a restart it is told again, ahead of old messages.
news
  .pipe(
    start$(),
    map(() => 'sports'),
    send(news),
  )
  .subscribe()

news.pipe(stop$()).subscribe((end) => console.log(end._tag === 'Waiting' ? 'gone, will come back' : 'gone'))

const received = lastValueFrom(clientStart$(news).pipe(receive$(), take(2)))
news.pipe(receive$()).subscribe((line) => console.log(line))

await lastValueFrom(news.pipe(receive$(), take(1)))
await server.close()
server = await start(server.port)

await received // the second one came from the restarted server
await lastValueFrom(clientStop$(news))
await server.close()
