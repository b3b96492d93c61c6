import { expect } from 'chai'
import { clientStart$, clientStop$, defineConnection } from 'pulsewire'
import { closes, marbles } from 'pulsewire/testing'
import { firstValueFrom, timer } from 'rxjs'

import { rawPeer, started, stopPeers } from '../support/peers/raw-peer.ts'
import { watch } from '../support/watching.ts'
import { opening } from './answers.ts'
import { toLine } from './line.ts'

const halfway = { initialDelay: 50, jitter: 'full' as const }

describe('retries, on real sockets and in virtual time', function () {
  this.timeout(20_000)
  afterEach(stopPeers)

  it('guarantee 8: a server that accepts and drops at once sees at most 6 connections in 1.5 s', async () => {
    const { answer } = opening((tcp) => tcp.end())
    const peer = await started(rawPeer(answer ?? (() => undefined)))
    const connection = defineConnection({
      url: peer.request.url,
      protocols: 'chat',
      retry: halfway,
      random: () => 0.5,
    })
    const { stop } = watch(clientStart$(connection))
    await firstValueFrom(timer(1_500))
    stop()
    expect(peer.accepted()).to.be.within(2, 6)
  })

  it(
    'guarantee 8: and exactly 6 in virtual time, with the mean of every jitter',
    marbles(({ peer, expectObservable, flush }) => {
      const server = peer(['o#'])
      const connection = defineConnection({
        url: 'ws://peer',
        transport: server.transport,
        retry: halfway,
        random: () => 0.5,
      })
      expectObservable(clientStart$(connection), '1500ms !')
      const dials: unknown[] = []
      server.dials$.subscribe((dial) => dials.push(dial))
      flush()
      expect(dials).to.have.lengthOf(6)
    }),
  )

  it('dials a real port without a server exactly maxAttempts times, then fails', async () => {
    const nobody = await rawPeer(() => undefined)
    await nobody.stop()
    const connection = defineConnection({
      url: nobody.request.url,
      retry: { initialDelay: 5, factor: 1, jitter: 'none', maxAttempts: 5 },
    })
    const lines: string[] = []
    connection.subscribe((event) => lines.push(toLine(event)))
    const lease = watch(clientStart$(connection))
    while (lease.end === undefined) await firstValueFrom(timer(5))
    const attempts = [1, 2, 3, 4, 5].flatMap((n) => [
      ...(n > 1 ? [`Waiting ${n}`] : []),
      `Connecting ${n}`,
      '! HandshakeFailed ECONNREFUSED',
    ])
    expect(lines).to.deep.equal(['Idle', ...attempts, '! RetriesExhausted 5', 'Failed'])
    await firstValueFrom(clientStop$(connection))
  })

  it(
    'does the same in virtual time, and dials no sixth time',
    marbles(({ peer, flush }) => {
      const server = peer(['#'])
      const connection = defineConnection({
        url: 'ws://peer',
        transport: server.transport,
        retry: { initialDelay: 50, jitter: 'none', maxAttempts: 5 },
      })
      const dials: unknown[] = []
      server.dials$.subscribe((dial) => dials.push(dial))
      const lease = watch(clientStart$(connection))
      flush()
      expect(dials).to.have.lengthOf(5)
      expect(lease.end).to.have.nested.property('error._tag', 'RetriesExhausted')
    }),
  )

  it(
    'does not let a deliberate close be undone by a retry',
    marbles(({ peer, flush }) => {
      const server = peer(['o-x', 'o'], { x: closes(1000, 'done') })
      const connection = defineConnection({ url: 'ws://peer', transport: server.transport })
      const dials: unknown[] = []
      server.dials$.subscribe((dial) => dials.push(dial))
      const lease = watch(clientStart$(connection))
      flush()
      expect(dials).to.have.lengthOf(1)
      expect(lease.end).to.deep.equal({ _tag: 'Completed' })
    }),
  )
})
