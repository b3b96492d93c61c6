import type { MessagePort } from 'node:worker_threads'

import { expect } from 'chai'
import { clientStart$, clientStop$, type Connection } from 'pulsewire'
import { acceptPorts$, portTransport } from 'pulsewire/port'
import { catchError, EMPTY, mergeMap, Subject, tap } from 'rxjs'

import { type FakeLocks, fakeLocks } from '../support/fake-locks.ts'
import { fakeTimers } from '../support/fake-timers.ts'
import { fakeChannel, type FakePort } from '../support/peers/fake-channel.ts'
import { watch } from '../support/watching.ts'
import { until } from '../transport/harness.ts'
import { endTabs, later, leased, type Worker, working } from './tabs.ts'

type Tab = Connection<string, string>

const isOpen = ({ state }: Tab): boolean => state._tag === 'Open'

const lost = { _tag: 'Closed', code: 1006, reason: '', wasClean: false }

/** Lets microtasks run. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

/** Makes the timers of the platform virtual while `act` runs. */
async function elapsing(act: (elapse: () => void) => Promise<void>): Promise<void> {
  const timers = fakeTimers()
  try {
    await act(timers.fire)
  } finally {
    timers.restore()
  }
}

interface OpenTab extends Pick<Worker, 'tabs'> {
  readonly tab: Tab
  readonly ports: ReadonlyArray<FakePort>
  /** The names of the locks. */
  readonly ofTab: string
  readonly ofWorker: string
}

describe('the Web Locks of a port', () => {
  let locks: FakeLocks

  beforeEach(() => {
    locks = fakeLocks()
  })

  afterEach(() => {
    endTabs()
    locks.restore()
  })

  /** Opens a tab whose ports report no end, as those of Firefox and Safari. */
  async function openTab(): Promise<OpenTab> {
    const handed = new Subject<MessagePort>()
    const tabs: Tab[] = []
    const accepted = watch(
      acceptPorts$(handed).pipe(
        tap((each) => tabs.push(each)),
        mergeMap((each) => clientStart$(each).pipe(catchError(() => EMPTY))),
      ),
    )
    later(accepted.stop)
    const ports = fakeChannel()
    const names: string[] = []
    handed.next(ports[1] as unknown as MessagePort)
    const { tab } = working()
    const opened = tab({ transport: portTransport(() => ports[0]) })
    leased(opened)
    await until(() => {
      for (const { unread, deliver } of ports) {
        const fields = (unread[0] as unknown[] | undefined)?.at(-1)
        names.push(...(fields instanceof Object && 'lock' in fields ? [fields.lock as string] : []))
        if (unread.length > 0) deliver()
      }
      return isOpen(opened) && tabs.length > 0 && isOpen(tabs[0]!)
    })
    const [ofTab = '', ofWorker = ''] = names
    return { tab: opened, tabs, ports, ofTab, ofWorker }
  }

  it('P2: each end holds one and waits for that of the other', async () => {
    const { tab, tabs } = working()
    const first = tab()
    const second = tab()
    leased(first)
    leased(second)
    await until(() => isOpen(first) && isOpen(second) && locks.waiting() === 4)
    // One of the worker, and one of each tab.
    expect(new Set(locks.held()).size).to.equal(3)
    clientStop$(first).subscribe()
    await until(() => locks.held().length === 2 && locks.waiting() === 2)
    expect(isOpen(second) && isOpen(tabs[1]!)).to.equal(true)
  })

  it('P2: a free lock of the tab means that it is gone, and its last words may come before', async () => {
    const { tabs, ports, ofTab } = await openTab()
    const events = watch(tabs[0]!)
    await elapsing(async (elapse) => {
      locks.free(ofTab)
      await turns()
      expect(isOpen(tabs[0]!)).to.equal(true)
      ports[1]!.onmessage?.({ data: 'last words' })
      elapse()
    })
    expect(tabs[0]!.state).to.deep.equal(lost)
    expect(events.values.map(({ _tag }) => _tag)).to.deep.equal(['Open', 'Message', 'Fault', 'Closed'])
  })

  it('P2: a free lock of the worker means that it is gone', async () => {
    const { tab, ofWorker } = await openTab()
    await elapsing(async (elapse) => {
      locks.free(ofWorker)
      await turns()
      elapse()
    })
    expect(tab.state).to.have.nested.include({ _tag: 'Failed', 'error._tag': 'ConnectionLost', 'error.code': 1006 })
  })

  it('keeps a connection whose lock is that of another partition, and looks free', async () => {
    locks.isHidden = true
    const { tab, tabs } = working()
    const partitioned = tab()
    leased(partitioned)
    await until(() => isOpen(partitioned))
    await turns()
    expect(isOpen(partitioned) && isOpen(tabs[0]!)).to.equal(true)
    // Neither end waits for the other.
    expect(locks.waiting()).to.equal(0)
  })

  it('does not accept a tab that is gone before its lock was seen', async () => {
    const { connect, tabs } = working()
    const port = connect()
    const answers: unknown[] = []
    port.onmessage = ({ data }) => answers.push(data)
    port.postMessage(['open', 'pulsewire.port.1', { url: 'port:feed', protocols: [], lock: 'pulsewire:free by now' }])
    await until(() => answers.length > 0)
    expect(answers).to.deep.equal([['ping']])
    expect(tabs).to.have.lengthOf(0)
    port.postMessage(['pong'])
    await until(() => tabs.length === 1)
  })

  it('P4: waits for no lock of the program, whatever the tab names', async () => {
    const { connect, tabs } = working()
    const port = connect()
    const answers: unknown[] = []
    port.onmessage = ({ data }) => answers.push(data)
    locks.hold('database')
    port.postMessage(['open', 'pulsewire.port.1', { url: 'port:feed', protocols: [], lock: 'database' }])
    await until(() => answers.length > 0)
    expect(locks.waiting()).to.equal(0)
    expect(answers).to.deep.equal([['close', 1002, '']])
    expect(tabs).to.deep.equal([])
  })

  it('keeps the lock of a worker that accepts no more, until its last connection has ended', async () => {
    const { tab, tabs, emitted } = working({}, (each) => (leased(each), EMPTY))
    const kept = tab()
    const lease = leased(kept)
    await until(() => isOpen(kept) && isOpen(tabs[0]!))
    emitted.stop()
    expect(locks.held()).to.have.lengthOf(2)
    lease.stop()
    await until(() => locks.held().length === 0)
  })

  it('works without them where they are denied', async () => {
    locks.isDenied = true
    const { tab } = working()
    const sandboxed = tab()
    leased(sandboxed)
    await until(() => isOpen(sandboxed))
    expect(locks.held()).to.deep.equal([])
  })

  it('frees all of them: those of dials that are given up, and that of the worker after its last connection', async () => {
    const { tab, emitted } = working()
    const abandoned = tab({ transport: portTransport(() => new MessageChannel().port1) })
    const kept = tab()
    const leases = [abandoned, kept].map(leased)
    await until(() => isOpen(kept) && locks.held().length === 3)
    leases[0]!.stop()
    await until(() => locks.held().length === 2)
    emitted.stop()
    await until(() => !isOpen(kept) && locks.held().length === 0)
    expect(locks.waiting()).to.equal(0)
  })
})
