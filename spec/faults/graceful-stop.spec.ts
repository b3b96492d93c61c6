import { expect } from 'chai'
import { clientStart$, clientStop$, defineConnection, send, start$ } from 'pulsewire'
import { firstValueFrom, map, of, range } from 'rxjs'
import type { WebSocket } from 'ws'

import { listen, type Listening } from '../support/peers/ws-server.ts'
import { watch } from '../support/watching.ts'
import { until } from '../transport/harness.ts'
import { toLine } from './line.ts'

describe('a graceful stop, on a real socket', function () {
  this.timeout(20_000)
  let server: Listening
  const serve = async (each: (socket: WebSocket) => void): Promise<void> => void (server = await listen(each))

  afterEach(() => server.close())

  it('guarantee 2: flushes all messages that were sent, and then closes with code and reason', async () => {
    const heard: string[] = []
    const closed: unknown[] = []
    await serve((socket) => {
      socket.on('message', (data) => heard.push((data as Buffer).toString()))
      socket.on('close', (code, reason) => closed.push([code, reason.toString()]))
    })
    const chat = defineConnection({ url: server.url, outbox: { limit: 5_000 } })
    watch(clientStart$(chat))
    // Half of it waits for the connection, half is sent once it is open; both are many socket buffers long.
    const payload = 'x'.repeat(2_000)
    const numbered = map((n: number) => `${n} ${payload}`)
    const early = watch(range(0, 2_000).pipe(numbered, send(chat)))
    await firstValueFrom(chat.pipe(start$()))
    const late = watch(range(2_000, 2_000).pipe(numbered, send(chat)))
    const rest = await firstValueFrom(clientStop$(chat, { code: 4_000, reason: 'genug für heute' }))
    expect(rest).to.deep.equal({ _tag: 'Closed', code: 4_000, reason: 'genug für heute', wasClean: true })
    const results = [...early.values, ...late.values]
    expect(results).to.have.lengthOf(4_000)
    expect(new Set(results.map(({ _tag }) => _tag))).to.deep.equal(new Set(['Right']))
    await until(() => closed.length > 0)
    expect(heard.map((message) => parseInt(message))).to.deep.equal(Array.from({ length: 4_000 }, (_, i) => i))
    expect(closed).to.deep.equal([[4_000, 'genug für heute']])
  })

  it('guarantee 3: delivers what still arrives while closing', async () => {
    await serve((socket) => {
      socket.on('message', () => {
        for (const word of ['not', 'so', 'fast']) socket.send(word)
      })
    })
    const chat = defineConnection({ url: server.url })
    const lines: string[] = []
    chat.subscribe((event) => lines.push(toLine(event)))
    watch(clientStart$(chat))
    await firstValueFrom(chat.pipe(start$()))
    watch(of('last question').pipe(send(chat)))
    await firstValueFrom(clientStop$(chat))
    expect(lines.slice(3)).to.deep.equal(['Closing 1000', '< not', '< so', '< fast', 'Closed 1000'])
  })

  it('guarantee 5: drops a peer that neither reads nor answers within twice closeTimeout', async () => {
    await serve((socket) => {
      socket.pause()
    })
    const closeTimeout = 60
    const chat = defineConnection({ url: server.url, closeTimeout })
    watch(clientStart$(chat))
    await firstValueFrom(chat.pipe(start$()))
    const sent = watch(
      range(0, 8).pipe(
        map(() => 'x'.repeat(1_000_000)),
        send(chat),
      ),
    )
    const before = performance.now()
    const rest = await firstValueFrom(clientStop$(chat))
    expect(performance.now() - before).to.be.within(2 * closeTimeout - 5, 2 * closeTimeout + 1_000)
    expect(rest).to.deep.equal({ _tag: 'Closed', code: 1_006, reason: '', wasClean: false })
    expect(sent.values).to.have.lengthOf(8)
    expect(sent.values.at(-1)).to.have.nested.property('left._tag', 'SendUncertain')
  })
})
