import { SpanKind } from '@opentelemetry/api'
import { expect } from 'chai'
import { clientStart$, clientStop$, defineConnection, receive$, send } from 'pulsewire'
import { instrument } from 'pulsewire/opentelemetry'
import { accept$ } from 'pulsewire/server'
import { catchError, EMPTY, firstValueFrom, lastValueFrom, mergeMap, of, Subject, take, tap } from 'rxjs'

import { listen } from '../support/peers/ws-server.ts'
import { backend, statusOf } from '../support/telemetry-backend.ts'

describe('instrument over a real socket', () => {
  it('traces and counts a refusal, a loss and a recovery, on the side that dials', async () => {
    let dials = 0
    const { url, close } = await listen(
      (socket) => {
        if (dials === 2) socket.once('message', () => socket.terminate())
        else socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
      },
      { refuse: () => (++dials === 1 ? 503 : undefined) },
    )
    const sdk = backend()
    const chat = defineConnection({ name: 'chat', url: `${url}echo`, retry: { initialDelay: 1, jitter: 'none' } })
    const instrumentation = instrument(chat, sdk)
    const lease = clientStart$(chat).subscribe({ error: () => undefined })
    await firstValueFrom(of('a').pipe(send(chat)))
    const answer = firstValueFrom(chat.pipe(receive$()))
    // The first may be sent before the loss is known.
    const sending = chat.pipe(
      mergeMap((event) => (event._tag === 'Open' && dials === 3 ? of('hello') : EMPTY)),
      send(chat),
    )
    const sent = sending.subscribe()
    expect(await answer).to.equal('hello')
    sent.unsubscribe()
    const metrics = await sdk.metrics()
    lease.unsubscribe()
    await firstValueFrom(clientStop$(chat))
    instrumentation.unsubscribe()
    await close()
    expect(sdk.spans().map((span) => `${span.name} ${statusOf(span)}`)).to.deep.equal([
      'connect chat error: chat: the opening handshake failed: the peer refused it with HTTP 503',
      'connect chat unset',
      'connect chat unset',
      'reconnect chat unset',
    ])
    expect(sdk.spans()[2]?.attributes).to.include({
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(url).port),
      'url.path': '/echo',
    })
    expect(metrics).to.include({
      'connection.count open': 1,
      'connection.reconnects': 1,
      'connection.losses ConnectionLost': 1,
      'messages transmit': 2,
      'messages receive': 1,
      'io transmit': 6,
      'io receive': 5,
    })
  })

  it('traces and counts accepted connections as one series, on the side that serves', async () => {
    const sdk = backend()
    const shutdown$ = new Subject<void>()
    const port = new Subject<number>()
    const listening = firstValueFrom(port)
    const serving = lastValueFrom(
      accept$({ port: 0, host: '127.0.0.1', shutdown$, onListening: (address) => port.next(address.port) }).pipe(
        tap((peer) => instrument(peer, { ...sdk, name: 'peers' })),
        mergeMap((peer) =>
          clientStart$(peer).pipe(
            receive$(),
            send(peer),
            catchError(() => EMPTY),
          ),
        ),
      ),
      { defaultValue: undefined },
    )
    const url = `ws://127.0.0.1:${await listening}/room?token=c4n4ry`
    const clients = ['one', 'two'].map((text) => {
      const client = defineConnection(url)
      const answer = firstValueFrom(clientStart$(client).pipe(receive$(), take(1)))
      of(text).pipe(send(client)).subscribe()
      return answer
    })
    expect(await Promise.all(clients)).to.deep.equal(['one', 'two'])
    shutdown$.next()
    await serving
    const accepted = { name: 'accept peers', kind: SpanKind.SERVER }
    expect(sdk.spans().map(({ name, kind }) => ({ name, kind }))).to.deep.equal([accepted, accepted])
    expect(await sdk.metrics()).to.include({
      'messages peers receive': 2,
      'io peers transmit': 6,
      'connection.count peers open': 0,
    })
    expect(await sdk.text()).to.not.include('c4n4ry')
    await sdk.meterProvider.shutdown()
  })
})
