import { expect } from 'chai'
import { clientStart$, send } from 'pulsewire'
import { accept$ } from 'pulsewire/server'
import { catchError, concat, EMPTY, ignoreElements, merge, mergeMap, NEVER, type Observable, of, Subject } from 'rxjs'

import { watch } from '../support/watching.ts'
import { until } from '../transport/harness.ts'
import { type Accepted$, dialWith, handshake, openWith, rawClient, serving, stopServing } from './serving.ts'

/** Sends a message as soon as it is told to. */
const saying =
  (words$: Observable<string>) =>
  (accepted$: Accepted$): Observable<unknown> =>
    accepted$.pipe(
      mergeMap((peer) =>
        merge(clientStart$(peer).pipe(ignoreElements()), words$.pipe(send(peer))).pipe(catchError(() => EMPTY)),
      ),
    )

describe('accept$ shutting down', () => {
  afterEach(stopServing)

  it('flushes each connection and closes it with 1001, then completes', async () => {
    const shutdown$ = new Subject<void>()
    const words$ = new Subject<string>()
    const { url, emitted, peers } = await serving({ shutdown$ }, saying(words$))
    const clients = await Promise.all([openWith(url), openWith(url), openWith(url)])
    await until(() => peers.length === 3)
    const last = 'x'.repeat(300_000)
    words$.next(last)
    words$.next('goodbye')
    shutdown$.next()
    words$.complete()
    await until(() => emitted.end !== undefined)
    expect(emitted.end).to.deep.equal({ _tag: 'Completed' })
    await until(() => clients.every(({ ends }) => ends.length > 0))
    for (const { messages, ends } of clients) {
      expect(messages).to.deep.equal([last, 'goodbye'])
      expect(ends).to.deep.equal(['1001 shutting down'])
    }
    expect((await openWith(url)).ends[0]).to.match(/ECONNREFUSED/)
  })

  it('refuses peers that are undecided with 503, and closes those that are not started with 1001', async () => {
    const shutdown$ = new Subject<void>()
    const peer = ({ url = '' }): Observable<object> => (url === '/undecided' ? NEVER : of({}))
    const { url, emitted } = await serving({ shutdown$, peer })
    const undecided = dialWith(`${url}undecided`)
    const idle = await openWith(url)
    shutdown$.next()
    await until(() => undecided.ends.length + idle.ends.length === 2)
    expect([...undecided.ends, ...idle.ends]).to.deep.equal(['HTTP 503 Service Unavailable', '1001 shutting down'])
    await until(() => emitted.end?._tag === 'Completed')
  })

  it('waits no longer than twice closeTimeout for a peer that neither reads nor answers', async () => {
    const shutdown$ = new Subject<void>()
    const words$ = new Subject<string>()
    const { port, emitted, peers } = await serving({ shutdown$, closeTimeout: 30 }, saying(words$))
    const { tcp, text } = rawClient(port, handshake())
    await until(() => text().includes('HTTP/1.1 101') && peers.length === 1)
    tcp.pause()
    const chunk = 'x'.repeat(1 << 20)
    for (let i = 0; i < 12; i += 1) words$.next(chunk)
    const start = performance.now()
    shutdown$.next()
    await until(() => peers[0]?.state._tag === 'Closed')
    words$.complete()
    await until(() => emitted.end !== undefined)
    expect(performance.now() - start).to.be.within(29, 1_000)
  })

  it('completes at once without a connection, and when it is told twice', () => {
    const done = watch(accept$({ upgrade$: NEVER, shutdown$: concat(of(1, 2), NEVER) }))
    expect(done.end).to.deep.equal({ _tag: 'Completed' })
  })
})
