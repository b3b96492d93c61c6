import { clientStart$, clientStop$, defineConnection, receive$, send, start$, stop$ } from 'pulsewire'
import { lastValueFrom, map, take } from 'rxjs'

import { serve } from './serve.ts'

// A server that sends news of the topics a client subscribed to, and loses the subscriptions when it restarts.
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
  retry: { initialDelay: 50, maxDelay: 1_000 }, // full jitter spreads the clients that were dropped together
})

// Subscribes on every start, so again after a restart, ahead of queued messages.
news
  .pipe(
    start$(),
    map(() => 'sports'),
    send(news),
  )
  .subscribe()

news.pipe(stop$()).subscribe((end) => console.log(end._tag === 'Waiting' ? 'lost, will reconnect' : 'ended'))

const received = lastValueFrom(clientStart$(news).pipe(receive$(), take(2)))
news.pipe(receive$()).subscribe((line) => console.log(line))

await lastValueFrom(news.pipe(receive$(), take(1)))
await server.close()
server = await start(server.port)

await received // the second message came from the restarted server
await lastValueFrom(clientStop$(news))
await server.close()
