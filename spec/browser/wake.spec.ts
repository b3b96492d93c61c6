import { expect } from 'chai'
import { clientStart$, type ConnectionEvent, defineConnection } from 'pulsewire'
import { filter, firstValueFrom, lastValueFrom, map, type Observable, take, tap, toArray } from 'rxjs'

import { echoes, type PeerScript } from '../support/peers/peer-script.ts'
import { opens, stalls } from '../transport/harness.ts'
import { setOffline } from './host.ts'
import { type LoggedPeer, startPeer } from './peers.ts'

/** Ten minutes: only a wake asks, or dials, within a test. */
const never = 600_000

const heartbeat = { interval: never, timeout: 250, message: 'ping', isReply: (reply: unknown) => reply === 'ping' }

const tags = (events$: Observable<ConnectionEvent<unknown>>): Observable<string> =>
  events$.pipe(map(({ _tag }) => _tag))

/** Nothing of the page runs for a while, as in one that a browser froze; then it is told that it goes on. */
function freeze(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
  document.dispatchEvent(new Event('resume'))
}

describe('a page that comes back', () => {
  const peers: LoggedPeer[] = []
  const leases: { unsubscribe(): void }[] = []

  async function start(...scripts: ReadonlyArray<PeerScript>): Promise<LoggedPeer> {
    const peer = await startPeer(...scripts)
    peers.push(peer)
    return peer
  }

  /** Takes a lease, and waits until the connection is open. */
  async function open(events$: Observable<ConnectionEvent<unknown>>): Promise<string[]> {
    const told: string[] = []
    const lease = tags(events$).subscribe((tag) => told.push(tag))
    leases.push(lease)
    while (!told.includes('Open')) await new Promise((resolve) => setTimeout(resolve, 1))
    return told
  }

  const pings = ({ records }: LoggedPeer): number =>
    records.filter((each) => each._tag === 'Message' && each.data === 'ping').length

  const dials = ({ records }: LoggedPeer): number => records.filter(({ _tag }) => _tag === 'Dialed').length

  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1))
  }

  afterEach(async () => {
    await setOffline(false)
    for (const lease of leases.splice(0)) lease.unsubscribe()
    await Promise.all(peers.splice(0).map((peer) => peer.stop()))
  })

  it('dials at once when the network is back, and not before', async () => {
    const peer = await start([opens])
    const chat = defineConnection({ url: peer.url, retry: { initialDelay: never, maxDelay: never, jitter: 'none' } })
    const states$ = tags(clientStart$(chat)).pipe(filter((tag) => tag !== 'Fault'))
    await setOffline(true)
    expect(navigator.onLine).to.equal(false)
    const told = firstValueFrom(
      states$.pipe(
        tap((tag) => {
          if (tag === 'Waiting') void setOffline(false)
        }),
        take(4),
        toArray(),
      ),
      { defaultValue: [] },
    )
    expect(await told).to.deep.equal(['Connecting', 'Waiting', 'Connecting', 'Open'])
  })

  it('pings an open connection once, though the page reports its return several times', async () => {
    const peer = await start([opens, echoes])
    const told = await open(clientStart$(defineConnection({ url: peer.url, heartbeat })))
    window.dispatchEvent(new Event('online'))
    document.dispatchEvent(new Event('visibilitychange'))
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    await until(() => pings(peer) > 0)
    await new Promise((resolve) => setTimeout(resolve, 40))
    expect(pings(peer)).to.equal(1)
    expect(told).to.deep.equal(['Connecting', 'Open'])
  })

  it('asks nothing when a page is shown for the first time', async () => {
    const peer = await start([opens, echoes])
    await open(clientStart$(defineConnection({ url: peer.url, heartbeat })))
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(pings(peer)).to.equal(0)
  })

  it('asks once after it was frozen, and stays with a peer that answers', async () => {
    const peer = await start([opens, echoes])
    const told = await open(clientStart$(defineConnection({ url: peer.url, heartbeat })))
    freeze(300)
    await until(() => pings(peer) > 0)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(pings(peer)).to.equal(1)
    expect(told).to.deep.equal(['Connecting', 'Open'])
  })

  it('abandons a socket that no longer answers after it was frozen, without waiting for the closing handshake', async () => {
    const peer = await start([opens, stalls], [opens, echoes])
    const retry = { initialDelay: 1, jitter: 'none' } as const
    const told = await open(clientStart$(defineConnection({ url: peer.url, heartbeat, retry })))
    freeze(300)
    await until(() => told.length === 6)
    expect(told).to.deep.equal(['Connecting', 'Open', 'Fault', 'Waiting', 'Connecting', 'Open'])
    await until(() => dials(peer) === 2)
  })

  it('leaves no listener behind at rest (guarantee 6)', async () => {
    const peer = await start([opens, { _tag: 'Closes', code: 1000, reason: '' }])
    const chat = defineConnection({ url: peer.url })
    const calls: string[] = []
    for (const name of ['addEventListener', 'removeEventListener'] as const) {
      window[name] = (type: string, listener: EventListenerOrEventListenerObject | null) => {
        calls.push(`${name} ${type}`)
        EventTarget.prototype[name].call(window, type, listener)
      }
    }
    try {
      await lastValueFrom(clientStart$(chat), { defaultValue: undefined })
    } finally {
      for (const name of ['addEventListener', 'removeEventListener']) Reflect.deleteProperty(window, name)
    }
    expect(calls).to.deep.equal([
      ...['addEventListener online', 'addEventListener pageshow'],
      ...['removeEventListener online', 'removeEventListener pageshow'],
    ])
  })
})
