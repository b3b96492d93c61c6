import { Worker } from 'node:worker_threads'

import { expect } from 'chai'
import { clientStart$, defineConnection, receive$, send, start$ } from 'pulsewire'
import { portTo, portTransport } from 'pulsewire/port'
import { catchError, EMPTY, map } from 'rxjs'

import { watch } from '../support/watching.ts'
import { until } from '../transport/harness.ts'

describe('a worker thread of Node', () => {
  it('P1, P2: accepts ports, and is noticed when it is terminated', async () => {
    const thread = new URL('./feed-thread.ts', import.meta.url).href
    // `--import` of the process does not reach the first module of a thread.
    const start = `import('tsx/esm/api').then(({ register }) => (register(), import('${thread}')))`
    const worker = new Worker(start, { eval: true })
    const feed = defineConnection({ url: 'port:feed', transport: portTransport(() => portTo(worker)), retry: false })
    const answers = watch(feed.pipe(receive$()))
    watch(feed.pipe(start$(), map(() => 'hello'), send(feed))) // prettier-ignore
    const lease = watch(clientStart$(feed).pipe(catchError(() => EMPTY)))
    await until(() => answers.values.length > 0)
    expect(answers.values).to.deep.equal(['HELLO'])
    const before = performance.now()
    void worker.terminate()
    await until(() => lease.end !== undefined)
    console.log(`      noticed after ${(performance.now() - before).toFixed(1)} ms`)
    expect(feed.state).to.have.nested.include({ _tag: 'Failed', 'error._tag': 'ConnectionLost', 'error.code': 1006 })
    expect(performance.now() - before).to.be.below(1_000)
  }).timeout(30_000)
})
