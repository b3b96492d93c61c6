import { expect } from 'chai'
import { clientStart$, clientStop$ } from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { firstValueFrom, lastValueFrom, map, ReplaySubject, take, takeUntil, timer, toArray } from 'rxjs'

import { type ChannelEvent, Channels, JoinRefused } from '../../../examples/patterns/phoenix.ts'
import * as E from '../../../lib/model/either.ts'
import { type PhoenixServer, servePhoenix } from './phoenix-server.ts'

describe('the Phoenix recipe', () => {
  let server: PhoenixServer
  let channels: Channels

  beforeEach(async () => {
    server = await servePhoenix('room:closed')
    const url = `ws://127.0.0.1:${server.port}/socket/websocket?vsn=2.0.0`
    channels = new Channels({ url, retry: { initialDelay: 1 } })
    clientStart$(channels.connection).subscribe({ error: () => undefined })
  })

  afterEach(async () => {
    await lastValueFrom(clientStop$(channels.connection))
    await server.close()
  })

  /** Resolves when the server has handled everything that was sent before. */
  const settled = (topic: string): Promise<unknown> =>
    firstValueFrom(channels.push({ topic, event: 'echo', payload: {} }))

  const join = (topic: string): { readonly events: ReplaySubject<ChannelEvent>; readonly leave: () => void } => {
    const events = new ReplaySubject<ChannelEvent>(10)
    const subscription = channels.channel(topic).subscribe(events)
    return { events, leave: () => subscription.unsubscribe() }
  }

  /** Joins happen at the end of a turn. */
  const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

  it('the first subscriber joins, the last one leaves, and broadcasts reach their topic', async () => {
    const [first, second, other] = [join('room:a'), join('room:a'), join('room:b')]
    await turn()
    await settled('room:a')
    expect(server.joined()).to.deep.equal([['room:a', 'room:b']])
    server.broadcast('room:a', 'news', 1)
    server.broadcast('room:b', 'news', 2)
    expect(await firstValueFrom(first.events)).to.deep.equal({ event: 'news', payload: 1 })
    expect(await firstValueFrom(second.events)).to.deep.equal({ event: 'news', payload: 1 })
    expect(await firstValueFrom(other.events)).to.deep.equal({ event: 'news', payload: 2 })
    first.leave()
    second.leave()
    await turn()
    await settled('room:b')
    expect(server.joined()).to.deep.equal([['room:b']])
    expect(server.log.filter((line) => /join|leave/.test(line))).to.deep.equal([
      'join room:a',
      'join room:b',
      'leave room:a',
    ])
  })

  it('a push is a request: its reply, or its refusal', async () => {
    join('room:a')
    await turn()
    const echo = channels.push({ topic: 'room:a', event: 'echo', payload: { n: 1 } })
    expect(await firstValueFrom(echo)).to.deep.equal(E.right({ n: 1 }))
    const refused = await firstValueFrom(channels.push({ topic: 'room:a', event: 'sing', payload: {} }))
    expect(refused).to.have.nested.property('left.refusal.reason', 'no sing')
  })

  it('a refused join errors its subscribers alone, and nothing is left', async () => {
    const [closed, open] = [join('room:closed'), join('room:a')]
    const error: unknown = await lastValueFrom(closed.events).catch((thrown: unknown) => thrown)
    expect(error).to.be.an.instanceOf(JoinRefused).with.deep.property('response', { reason: 'unauthorized' })
    await settled('room:a')
    expect(server.log).to.deep.equal(['join room:closed', 'join room:a', 'echo room:a'])
    server.broadcast('room:a', 'news', 1)
    expect(await firstValueFrom(open.events)).to.deep.include({ payload: 1 })
  })

  it('a close by the server completes the channel; the close of an earlier join does not', async () => {
    const first = join('room:a')
    await settled('room:a')
    first.leave()
    await turn()
    const second = join('room:a')
    await turn()
    await settled('room:a')
    server.broadcast('room:a', 'news', 1)
    expect(await firstValueFrom(second.events)).to.deep.include({ payload: 1 })
    channels.push({ topic: 'room:a', event: 'end', payload: {} }).subscribe()
    expect(await lastValueFrom(second.events)).to.deep.include({ payload: 1 })
    expect(server.log.filter((line) => line.startsWith('leave'))).to.have.length(1)
  })

  it('after a drop it joins again, and events go on', async () => {
    const { events } = join('room:a')
    await settled('room:a')
    server.broadcast('room:a', 'news', 1)
    await firstValueFrom(events)
    for (const client of server.clients) client.terminate()
    while (server.log.filter((line) => line.startsWith('join')).length < 2) await turn()
    server.broadcast('room:a', 'news', 2)
    const payloads$ = events.pipe(
      map(({ payload }) => payload),
      take(2),
      toArray(),
    )
    expect(await firstValueFrom(payloads$)).to.deep.equal([1, 2])
  })

  it(
    'joins a channel that has crashed again after 1,000 ms',
    marbles(({ peer, expectObservable }) => {
      const frames = {
        c: JSON.stringify(['1', '1', 'room:a', 'phx_error', {}]),
        n: JSON.stringify([null, null, 'room:a', 'news', 1]),
      }
      const script = `o-c${'-'.repeat(1_002)}n`
      const events = '--- 1002ms     n'
      const sent = '  a-l 999ms b'
      const phoenix = peer([script], frames)
      const crashing = new Channels({ url: 'ws://peer', transport: phoenix.transport })
      clientStart$(crashing.connection)
        .pipe(takeUntil(timer(2_000)))
        .subscribe({ error: () => undefined })
      expectObservable(crashing.channel('room:a')).toBe(events, { n: { event: 'news', payload: 1 } })
      expectObservable(phoenix.sent$).toBe(sent, {
        a: JSON.stringify(['1', '1', 'room:a', 'phx_join', {}]),
        l: JSON.stringify(['1', '2', 'room:a', 'phx_leave', {}]),
        b: JSON.stringify(['3', '3', 'room:a', 'phx_join', {}]),
      })
    }),
  )
})
