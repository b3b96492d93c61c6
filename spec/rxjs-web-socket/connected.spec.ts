import { expect } from 'chai'
import { error$, type SettingsInvalid } from 'pulsewire'
import { webSocket } from 'pulsewire/rxjs-web-socket'
import { closes, peer, type PeerValue } from 'pulsewire/testing'
import { map, type Observable } from 'rxjs'
import { WebSocket } from 'ws'

import { ManualClock } from '../support/clocks/manual-clock.ts'
import { listen } from '../support/peers/ws-server.ts'
import { watch } from '../support/watching.ts'

const retry = { initialDelay: 100, factor: 2, jitter: 'none', stableAfter: 10_000 } as const

function stage(scripts: ReadonlyArray<string>, values: Readonly<Record<string, PeerValue>> = {}, more: object = {}) {
  const time = new ManualClock(0)
  const clock = time.view()
  const { transport, sent$ } = peer(scripts, values, { clock })
  const lines: string[] = []
  sent$.subscribe((data) => lines.push(`${time.now()} got ${String(data)}`))
  const subject = webSocket<unknown>({
    url: 'ws://peer/',
    transport,
    clock,
    openObserver: { next: () => lines.push(`${time.now()} open`) },
    closeObserver: { next: ({ code }) => lines.push(`${time.now()} close ${code}`) },
    ...more,
  })
  const topic = (name: string): Observable<unknown> =>
    subject.multiplex(
      () => `+${name}`,
      () => `-${name}`,
      () => true,
    )
  return { time, clock, subject, lines, topic }
}

describe('webSocket with options of a connection', () => {
  it('reconnects with retry: observers get every opening and loss, subscribers none of it', () => {
    const { time, subject, lines } = stage(['o-#', '--o-a'], { a: '1' }, { retry })
    const got = watch(subject)
    time.pass(500)
    expect(lines).to.deep.equal(['0 open', '2 close 1006', '104 open'])
    expect([got.values, got.end]).to.deep.equal([[1], undefined])
    got.stop()
    time.pass(1)
  })

  it('says multiplexed subscriptions again at every reopening, ahead of what was queued', () => {
    const { time, subject, lines, topic } = stage(['o-#', 'o'], {}, { retry })
    const got = [watch(topic('a')), watch(topic('b'))]
    time.pass(10)
    subject.next('meanwhile')
    time.pass(200)
    expect(lines).to.deep.equal([
      ...['0 open', '0 got "+a"', '0 got "+b"', '2 close 1006'],
      ...['102 open', '102 got "+a"', '102 got "+b"', '102 got "meanwhile"'],
    ])
    got[0]!.stop()
    time.pass(1)
    expect(lines.at(-1)).to.equal('210 got "-a"')
    got[1]!.stop()
    time.pass(1)
    expect(lines.slice(-2)).to.deep.equal(['211 got "-b"', '211 close 1005'])
  })

  it('completes at the verdict closed, and errors with the last close event where it gives up', () => {
    const good = stage(['o|'], {}, { retry })
    const completed = watch(good.subject)
    good.time.pass(10)
    expect(completed.end).to.deep.equal({ _tag: 'Completed' })
    const bad = stage(['ox'], { x: closes(4_403, 'no') }, { retry })
    const errored = watch(bad.subject)
    bad.time.pass(10)
    expect(errored.end).to.have.nested.property('error.code', 4_403)
  })

  it('without retry is as rxjs has it: 4403 is clean and completes, a drop errors', () => {
    const clean = stage(['ox'], { x: closes(4_403, 'no') }, { connectTimeout: 1_000 })
    const completed = watch(clean.subject)
    clean.time.pass(10)
    expect(completed.end).to.deep.equal({ _tag: 'Completed' })
    const dropped = stage(['o#'], {}, { connectTimeout: 1_000 })
    const errored = watch(dropped.subject)
    dropped.time.pass(10)
    expect(errored.end).to.have.nested.property('error.code', 1_006)
  })

  it('makes a DecodeFailed of a message that does not decode, and lives on', () => {
    const { time, subject } = stage(['--oab'], { a: '{', b: '2' }, { retry })
    const got = watch(subject)
    time.pass(1)
    const errors = watch(subject.connection!.pipe(error$()).pipe(map(({ _tag }) => _tag)))
    time.pass(10)
    expect([got.values, got.end, errors.values]).to.deep.equal([[2], undefined, ['DecodeFailed']])
    got.stop()
    time.pass(1)
  })

  it('has its connection while there is a socket', () => {
    const { time, subject } = stage(['o'], {}, { retry })
    expect(subject.connection).to.equal(undefined)
    const got = watch(subject)
    expect(subject.connection).to.have.property('name', 'ws://peer/')
    got.stop()
    time.pass(1)
    expect(subject.connection).to.equal(undefined)
  })

  it('reconnects over a given class', async () => {
    let dials = 0
    const server = await listen((one) => {
      dials += 1
      if (dials === 1) one.terminate()
      else one.send('"back"')
    })
    const got = watch(webSocket({ url: server.url, WebSocketCtor: WebSocket, retry: { initialDelay: 1 } }))
    while (got.values.length === 0) await new Promise((resolve) => setImmediate(resolve))
    expect([got.values, dials]).to.deep.equal([['back'], 2])
    got.stop()
    await server.close()
  })

  it('refuses options that can never work, and a heartbeat that a given class cannot do', () => {
    const issuesOf = (more: object): ReadonlyArray<string> => {
      try {
        void webSocket({ url: 'ws://peer/', ...more })
      } catch (error) {
        return (error as SettingsInvalid).issues.map(({ path }) => path)
      }
      return []
    }
    const heartbeat = { interval: 10, timeout: 10 }
    expect(issuesOf({ connectTimeout: -1 })).to.deep.equal(['connectTimeout'])
    expect(issuesOf({ WebSocketCtor: WebSocket, heartbeat })).to.deep.equal(['heartbeat'])
    expect(issuesOf({ WebSocketCtor: WebSocket, heartbeat: { ...heartbeat, message: 'ping' } })).to.deep.equal([])
    expect(issuesOf({ heartbeat })).to.deep.equal([])
  })

  it('without a constructor and without a global WebSocket works over ours (decision 18)', async () => {
    const server = await listen((one) => one.send('"hello"'))
    const got = watch(webSocket(server.url))
    while (got.values.length === 0) await new Promise((resolve) => setImmediate(resolve))
    expect(got.values).to.deep.equal(['hello'])
    got.stop()
    await server.close()
  })
})
