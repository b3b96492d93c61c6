import { expect } from 'chai'

import { type FeedRecord, now, type TabRecord } from './tabs/feed.ts'
import { dropFeed, openTab, readFeed, type Tab } from './tabs/tabs.ts'

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function read<T>(source: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await source()
    if (holds(value)) return value
    await sleep(10)
  }
}

const hasReceived =
  (symbol: string, count: number) =>
  ({ received }: TabRecord): boolean =>
    (received[symbol]?.length ?? 0) >= count

const isFeed =
  (sockets: number, subscriptions: FeedRecord['subscriptions']) =>
  (feed: FeedRecord): boolean =>
    feed.sockets === sockets &&
    JSON.stringify(Object.entries(feed.subscriptions).sort()) === JSON.stringify(Object.entries(subscriptions).sort())

/** Quotes that are missing or doubled, from the first one on. */
const gaps = (numbers: ReadonlyArray<number> = []): number[] =>
  numbers.filter((n, at) => at > 0 && n !== (numbers[at - 1] ?? 0) + 1)

function median(numbers: ReadonlyArray<number>): string {
  const sorted = [...numbers].sort((one, other) => one - other)
  return `median ${sorted[sorted.length >> 1]?.toFixed(2)} ms, 99 % ${sorted[Math.floor(sorted.length * 0.99)]?.toFixed(2)} ms`
}

describe('three tabs and a SharedWorker', function () {
  // Pages and workers take seconds to start on a busy machine.
  this.timeout(60_000)
  const tabs: Tab[] = []

  it('P5: have one socket, one subscription for each topic, and no quote is lost or doubled', async () => {
    tabs.push(await openTab('x,y', 'direct'), await openTab('x,y'), await openTab('x,z'))
    await read(readFeed, isFeed(2, { direct: 1, x: 1, y: 1, z: 1 }))
    const records = await Promise.all(tabs.map(({ read: source }) => read(source, hasReceived('x', 200))))
    for (const { received } of records)
      for (const numbers of Object.values(received)) expect(gaps(numbers)).to.deep.equal([])
    expect(records.map(({ received }) => Object.keys(received).sort().join())).to.deep.equal(['x,y', 'x,y', 'x,z'])
    console.log(`quotes through the worker: ${median(records[0]?.delays ?? [])}`)
    console.log(`quotes on a socket of the tab: ${median(records[0]?.directDelays ?? [])}`)
  })

  it('P5: see nothing when the socket drops, and go on when it is back', async () => {
    await dropFeed()
    await read(readFeed, isFeed(1, { x: 1, y: 1, z: 1 }))
    for (const { read: source } of tabs) {
      const before = (await source()).received['x']?.length ?? 0
      const { states } = await read(source, hasReceived('x', before + 20))
      expect(states).to.deep.equal(['Idle', 'Connecting', 'Open'])
    }
  })

  it('P2: notice a crash of one of them in less than a second', async () => {
    const crashed = now()
    await tabs[2]?.crash()
    const { unsubscribed } = await read(readFeed, isFeed(1, { x: 1, y: 1 }))
    const noticed = (unsubscribed['z'] ?? Infinity) - crashed
    console.log(`a crash was noticed after ${noticed.toFixed(1)} ms`)
    expect(noticed).to.be.within(0, 1_000)
    // A page that crashed would answer no later command to all pages, such as to go offline.
    await tabs[2]?.close()
  })

  it('P3: lose nothing while one of them is frozen, which is no end', async () => {
    const frozen = await openTab('x,w')
    const before = (await read(frozen.read, hasReceived('w', 10))).received['w'] ?? []
    await frozen.halt()
    await sleep(300)
    await read(readFeed, isFeed(1, { x: 1, y: 1, w: 1 }))
    await frozen.goOn()
    const { received, states, delays } = await read(frozen.read, hasReceived('w', before.length + 150))
    // It was frozen indeed: quotes have waited for it.
    expect(Math.max(...delays)).to.be.greaterThan(200)
    expect(gaps(received['w'])).to.deep.equal([])
    expect(states).to.deep.equal(['Idle', 'Connecting', 'Open'])
    await frozen.close()
    await read(readFeed, isFeed(1, { x: 1, y: 1 }))
  })

  it('P2: notice the end of the worker, and start it once more', async () => {
    const count = async (tab: Tab | undefined): Promise<number> => (await tab!.read()).received['y']?.length ?? 0
    const ended = await openTab('end')
    const counts = [await count(tabs[0]), await count(tabs[1])]
    await ended.close()
    await read(tabs[0]!.read, ({ states }) => states.includes('Waiting') && states.at(-1) === 'Open')
    await read(tabs[0]!.read, hasReceived('y', (counts[0] ?? 0) + 20))
    await read(tabs[1]!.read, hasReceived('y', (counts[1] ?? 0) + 20))
    await read(readFeed, isFeed(1, { x: 1, y: 1 }))
  })

  it('P2: survive a reload of one of them', async () => {
    await tabs[1]?.reload()
    const { received } = await read(tabs[1]!.read, hasReceived('y', 50))
    expect(gaps(received['y'])).to.deep.equal([])
    await read(readFeed, isFeed(1, { x: 1, y: 1 }))
  })

  it('P2: close the socket when all of them are closed', async () => {
    await tabs[1]?.close()
    await read(readFeed, isFeed(1, { x: 1, y: 1 }))
    const closing = now()
    await tabs[0]?.close()
    const { closed } = await read(readFeed, isFeed(0, {}))
    console.log(`the socket was closed ${(closed - closing).toFixed(1)} ms after the last tab was asked to close`)
  })

  it('and without a SharedWorker each tab opens a socket of its own, with the same code', async () => {
    const alone = [await openTab('x', 'alone'), await openTab('x', 'alone')]
    await read(readFeed, isFeed(2, { x: 2 }))
    for (const { read: source, close } of alone) {
      const { received, states } = await read(source, hasReceived('x', 50))
      expect(gaps(received['x'])).to.deep.equal([])
      expect(states).to.deep.equal(['Idle', 'Connecting', 'Open'])
      await close()
    }
  })
})
