import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

import { expect } from 'chai'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { clientStart$, clientStop$, type Open, start$ } from 'pulsewire'
import { firstValueFrom, lastValueFrom, map, take, toArray } from 'rxjs'
import StompServer from 'stomp-broker-js'

import { type Frame, Stomp, stompCodec } from '../../../examples/patterns/stomp.ts'

describe('the STOMP recipe, with a broker', () => {
  let http: Server
  let broker: StompServer
  let stomp: Stomp
  const sockets = new Set<Socket>()
  const received: string[] = []

  before(async () => {
    http = createServer()
    http.on('connection', (socket) => sockets.add(socket))
    broker = new StompServer({ server: http, path: '/stomp' })
    broker.subscribe('/app/orders', (body) => received.push(body))
    // This broker forgets the receipts of `SEND` whenever middleware may run.
    broker.addMiddleware('send', (socket, { frame }, next) => {
      const result = next()
      const { receipt } = frame.headers
      if (receipt !== undefined) socket.send(`RECEIPT\nreceipt-id:${receipt}\n\n\0`)
      return result
    })
    http.listen(0, '127.0.0.1')
    await once(http, 'listening')
    const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/stomp`
    stomp = new Stomp({ url, retry: { initialDelay: 1 } })
    clientStart$(stomp.connection).subscribe({ error: () => undefined })
  })

  after(async () => {
    await lastValueFrom(clientStop$(stomp.connection))
    for (const socket of sockets) socket.destroy()
    http.close()
    await once(http, 'close')
  })

  const alive = (): ReadonlyArray<string> =>
    broker.subscribes.flatMap((one) => (one === undefined || one.id.startsWith('self_') ? [] : [one.id]))

  const bodies = map(({ body }: Frame) => body)

  it('greets with CONNECT, and Open carries the headers of CONNECTED', async () => {
    const { greeting }: Open = await firstValueFrom(stomp.connection.pipe(start$()))
    expect(greeting).to.include({ version: '1.1' }).and.have.property('session').that.is.not.empty
  })

  it('subscribes to a destination while somebody subscribes here, and shares it', async () => {
    const [first, second] = [0, 1].map(() => firstValueFrom(stomp.messages('/topic/news').pipe(bodies)))
    await once(broker, 'subscribe')
    expect(alive()).to.deep.equal(['/topic/news'])
    broker.send('/topic/news', {}, 'one: 1\ntwo')
    expect(await Promise.all([first, second])).to.deep.equal(['one: 1\ntwo', 'one: 1\ntwo'])
    await once(broker, 'unsubscribe')
    expect(alive()).to.deep.equal([])
  })

  it('a wildcard gets the messages of all its destinations', async () => {
    const all = firstValueFrom(stomp.messages('/topic.*').pipe(bodies, take(2), toArray()))
    await once(broker, 'subscribe')
    broker.send('/topic.a', {}, '1')
    broker.send('/topic.b', {}, '2')
    expect(await all).to.deep.equal(['1', '2'])
    await once(broker, 'unsubscribe')
  })

  it('a message is a request: Right when the broker has it', async () => {
    expect(await firstValueFrom(stomp.send('/app/orders', 'tea'))).to.deep.equal(E.right(undefined))
    expect(received).to.deep.equal(['tea'])
  })

  it('after a drop it subscribes again', async () => {
    const both = firstValueFrom(stomp.messages('/topic/news').pipe(bodies, take(2), toArray()))
    await once(broker, 'subscribe')
    broker.send('/topic/news', {}, 'before')
    for (const socket of sockets) socket.end()
    await once(broker, 'subscribe')
    broker.send('/topic/news', {}, 'after')
    expect(await both).to.deep.equal(['before', 'after'])
    await once(broker, 'unsubscribe')
    expect(alive()).to.deep.equal([])
  })

  it('its codec gives back every frame that it encodes', () => {
    const header = fc.string({ minLength: 1 }).filter((text) => !text.includes('\0') && text !== '__proto__')
    const body = fc.string().filter((text) => !text.includes('\0'))
    fc.assert(
      fc.property(fc.dictionary(header, header, { noNullPrototype: true }), body, (headers, body) => {
        const frame: Frame = { command: 'SEND', headers, body }
        const encoded = stompCodec.encode(frame)
        if (E.isLeft(encoded) || typeof encoded.right !== 'string') throw new Error('not encoded')
        const decoded = stompCodec.decode(encoded.right)
        expect(E.isRight(decoded) && { ...decoded.right, headers: { ...decoded.right.headers } }).to.deep.equal(frame)
      }),
    )
    expect(stompCodec.decode('no frame')).to.have.property('_tag', 'Left')
  })
})
