import { expect } from 'chai'
import fc from 'fast-check'
import {
  clientStart$,
  type Connection,
  error$,
  type GreetingContext,
  paced,
  type ProtocolFailed,
  receive$,
  send,
} from 'pulsewire'
import { catchError, EMPTY, first, map, merge, NEVER, type Observable, of, Subject } from 'rxjs'

import { portWindow } from '../../lib/transport/browser/message-port/port-line.ts'
import { watch } from '../support/watching.ts'
import { until } from '../transport/harness.ts'
import { endTabs, leased, working } from './tabs.ts'

const hello = ['open', 'pulsewire.port.1', { url: 'port:feed', protocols: [] }]

const isOpen = ({ state }: Connection<string, string>): boolean => state._tag === 'Open'

/** Waits until all that was posted before has come. */
const delivered = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 1))

/** Frames: right ones in the wrong place, wrong ones, and anything that a port can carry. */
const frame = fc.oneof(
  fc.constantFrom<unknown>(
    hello,
    ['open', 'pulsewire.port.0', hello[2]],
    ['open', 'pulsewire.port.1', { url: 'no url', protocols: [] }],
    ['open', 'pulsewire.port.1', { url: 'port:feed', protocols: 'chat' }],
    ['open', 'pulsewire.port.1', { url: 'x'.repeat(20_000), protocols: [] }],
    ['opened', { protocol: '' }],
    ['refused', { status: 500, headers: {}, body: '' }],
    ['ping'],
    ['pong'],
    ['ping', 'more'],
    ['credit', Number.NaN],
    ['credit', 1e300],
    ['credit', -1],
    ['close', 1005, ''],
    ['close', 1000, 'x'.repeat(124)],
    ['close', undefined, ''],
    ['gone'],
    ['constructor'],
    [],
    new Uint8Array(3),
    new Uint8Array(new SharedArrayBuffer(3)),
  ),
  fc.anything({ withTypedArray: true, withBigInt: true, withDate: true, withMap: true, withSet: true }),
  fc.string(),
)

describe('a tab that breaks the protocol', () => {
  afterEach(endTabs)

  it('P4: ends its own connection alone, whatever it sends, and in whatever order', async () => {
    const { tab, tabs, connect, emitted } = working({}, (each) =>
      merge(clientStart$(each), each.pipe(receive$(), send(each))).pipe(catchError(() => EMPTY)),
    )
    const good = tab()
    leased(good)
    await until(() => isOpen(good))
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(frame, { maxLength: 6 }), async (isOpened, frames) => {
        const port = connect()
        if (isOpened) port.postMessage(hello)
        for (const each of frames) {
          try {
            port.postMessage(each)
          } catch {
            // No port carries it.
          }
        }
        await delivered()
        port.close()
      }),
      { numRuns: 25 },
    )
    const echo = watch(good.pipe(receive$()))
    watch(of('still here').pipe(send(good)))
    await until(() => echo.values.length > 0)
    expect(emitted.end).to.equal(undefined)
    await until(() => tabs.slice(1).every(({ state }) => ['Closed', 'Failed'].includes(state._tag)))
  })

  it('P4: fails with 1002 where a frame is malformed', async () => {
    const { connect, tabs } = working()
    const port = connect()
    const answers: unknown[] = []
    port.onmessage = ({ data }) => answers.push(data)
    port.postMessage(hello)
    await until(() => tabs.length === 1 && isOpen(tabs[0]!))
    port.postMessage({ not: 'a frame' })
    await until(() => tabs[0]!.state._tag === 'Failed')
    expect(tabs[0]!.state).to.have.nested.include({ 'error._tag': 'ProtocolFailed', 'error.code': 1002 })
    await until(() => answers.length > 1)
    expect(answers).to.deep.equal([
      ['opened', { protocol: '' }],
      ['close', 1002, ''],
    ])
  })

  it('P3: is cut off at 256 KiB where it sends beyond its credit, in messages of any size', async () => {
    const { connect, tabs } = working({}, () => NEVER)
    for (const size of [100, portWindow]) {
      const port = connect()
      port.postMessage(hello)
      await until(() => tabs.length > 0)
      const ends: number[] = []
      port.onmessage = () => undefined
      port.addEventListener('close', () => ends.push(size))
      const enough = Math.ceil(portWindow / (size + 64))
      for (let n = 0; n < enough; n++) port.postMessage('x'.repeat(size))
      await delivered()
      expect(ends, `${enough} messages`).to.deep.equal([])
      port.postMessage('')
      await until(() => ends.length > 0)
    }
  })

  it('P3: sends at most 256 KiB and one message to a tab that does not read; the rest waits, and is bounded', async () => {
    const { connect, tabs } = working({ outbox: { bytes: 1 << 20 } })
    const port = connect()
    const got: unknown[] = []
    port.postMessage(hello)
    await until(() => tabs.length === 1 && isOpen(tabs[0]!))
    const words = new Subject<string>()
    const faults = watch(tabs[0]!.pipe(error$()))
    const results = watch(words.pipe(send(tabs[0]!), map(({ _tag, ...rest }) => ('left' in rest ? rest.left._tag : _tag)))) // prettier-ignore
    for (let n = 0; n < 1_500; n++) words.next('x'.repeat(1_000))
    const count = (result: string): number => results.values.filter((each) => each === result).length
    expect(faults.values.map(({ _tag }) => _tag)).to.deep.equal(['OutboxFull'])
    const inWindow = Math.ceil(portWindow / 1_064)
    expect(count('Right')).to.equal(inWindow)
    const socket = tabs[0]!.core().dial!.socket!
    expect(socket.bufferedAmount).to.be.within(1 << 20, (1 << 20) + portWindow + 200_000)
    port.onmessage = ({ data }) => got.push(data)
    await delivered()
    // Frozen: it gives no credit. Everything that has come is what was under way.
    expect(got.filter((data) => typeof data === 'string')).to.have.lengthOf(inWindow)
    port.postMessage(['credit', inWindow * 1_064])
    await until(() => count('Right') === 2 * inWindow)
  })

  it('P3: a paced consumer in the tab stops the worker', async () => {
    const words = new Subject<string>()
    const { tab, tabs } = working({}, (each) => merge(clientStart$(each), words.pipe(send(each))))
    const slow = tab()
    const done = new Subject<void>()
    const consumed = watch(
      slow.pipe(
        receive$(),
        paced(slow, () => done, { concurrency: 1, highWaterMark: 4 }),
      ),
    )
    leased(slow)
    await until(() => isOpen(slow) && tabs.every(isOpen))
    for (let n = 0; n < 400; n++) words.next('x'.repeat(1_000))
    await delivered()
    const socket = tabs[0]!.core().dial!.socket!
    expect(socket.bufferedAmount).to.be.greaterThan(400_000)
    while (socket.bufferedAmount > 0) {
      done.complete()
      await delivered()
    }
    expect(consumed.end).to.equal(undefined)
  })

  it('A4: may send maxGreetingSize while the greeting waits for a message, and no more', async () => {
    const greet = ({ receive$ }: GreetingContext<string, string>): Observable<unknown> =>
      receive$.pipe(first((text) => text === 'token'))
    const { tab, tabs } = working({ greet, maxGreetingSize: 1_000 })
    const brief = tab({ greet: ({ send }) => of(['x'.repeat(800), 'token'].map(send)) })
    const long = tab({ greet: ({ send }) => of(['x'.repeat(800), 'x'.repeat(200), 'token'].map(send)) })
    const lease = leased(long)
    leased(brief)
    await until(() => lease.end !== undefined && tabs.some(isOpen))
    expect(long.state).to.have.nested.include({ 'error.code': 1009 })
  })

  it('A5: gets 400 for a url that nobody can dial', async () => {
    const { connect, tabs } = working()
    const port = connect()
    const answers: unknown[] = []
    port.onmessage = ({ data }) => answers.push(data)
    port.postMessage(['open', 'pulsewire.port.1', { url: 'no url', protocols: [] }])
    await until(() => answers.length > 0)
    expect(answers).to.deep.equal([
      ['refused', { status: 400, headers: {}, body: 'the url is none that can be dialed' }],
    ])
    expect(tabs).to.have.lengthOf(0)
  })

  it('P4: fails with 1009 at a message above maxMessageSize', async () => {
    const { tab, tabs } = working({ maxMessageSize: 10 })
    const large = tab()
    const lease = leased(large)
    await until(() => isOpen(large))
    watch(of('x'.repeat(11)).pipe(send(large)))
    await until(() => lease.end !== undefined)
    expect((tabs[0]!.state as { readonly error?: ProtocolFailed }).error).to.include({ code: 1009 })
    expect(large.state).to.have.nested.include({ 'error.code': 1009 })
  })
})
