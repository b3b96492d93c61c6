import { metrics } from '@opentelemetry/api'
import { expect } from 'chai'
import { clientStart$, clientStop$, type GreetingContext, send } from 'pulsewire'
import { inspect$ } from 'pulsewire/inspect'
import { instrument } from 'pulsewire/opentelemetry'
import { type Observable, of } from 'rxjs'

import { coreOf } from '../../lib/connection/connection.ts'
import { scope } from '../../lib/opentelemetry/attributes.ts'
import { maxSeries, seriesOf } from '../../lib/opentelemetry/series.ts'
import { connectTo } from '../support/peers/connect-to.ts'
import { backend } from '../support/telemetry-backend.ts'
import { watch } from '../support/watching.ts'

const ignore = { error: () => undefined }

/** The metrics whose names begin with `start`, without the beginning. */
function only(all: Readonly<Record<string, number>>, start: string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (name.startsWith(start) ? [[name.slice(start.length), value]] : [])),
  )
}

describe('instrument: metrics', () => {
  it('counts the connections that are not at rest, by state', async () => {
    const sdk = backend()
    const opened = connectTo({ opens: true })
    const waiting = connectTo({ refuses: 1 })
    const connecting = connectTo()
    const closing = connectTo({ opens: true, closes: false })
    const idle = connectTo()
    const all = [opened, waiting, connecting, closing, idle]
    for (const { chat } of all) instrument(chat, sdk)
    for (const { chat } of all.slice(0, 4)) clientStart$(chat).subscribe(ignore)
    clientStop$(closing.chat).subscribe()
    const counts = async (): Promise<unknown> => only(await sdk.metrics(), 'connection.count ')
    expect(await counts()).to.deep.equal({ connecting: 1, open: 1, waiting: 1, closing: 1 })
    for (const { chat } of all.slice(0, 3)) clientStop$(chat).subscribe()
    closing.peer.last.lose(1000)
    expect(await counts()).to.deep.equal({ connecting: 0, open: 0, waiting: 0, closing: 0 })
    clientStart$(opened.chat).subscribe(ignore)
    expect(await counts()).to.deep.equal({ connecting: 0, open: 1, waiting: 0, closing: 0 })
    expect(Object.keys(only(await sdk.metrics(), 'connection.losses'))).to.deep.equal([])
  })

  it('counts messages and their bytes by direction, those of the greeting and the heartbeat too', async () => {
    const sdk = backend()
    const greet = (given: GreetingContext<string, string>): Observable<unknown> => of(given.send('token'))
    const heartbeat = { interval: 100, timeout: 50, message: 'ping' }
    const { chat, peer, clock } = connectTo({ opens: true }, { greet, heartbeat })
    instrument(chat, sdk)
    clientStart$(chat).subscribe()
    peer.last.say('hello', 'grüße', new Uint8Array(7))
    of('€').pipe(send(chat)).subscribe()
    clock.pass(100)
    const all = await sdk.metrics()
    expect({ ...only(all, 'messages '), ...only(all, 'io ') }).to.deep.equal({ receive: 19, transmit: 12 })
    expect(only(all, 'messages ')).to.deep.equal({ receive: 3, transmit: 3 })
    const other = connectTo({ opens: true })
    instrument(other.chat, sdk)
    clientStart$(other.chat).subscribe()
    other.peer.last.say('!')
    expect(only(await sdk.metrics(), 'messages ')).to.deep.equal({ receive: 4, transmit: 3 })
  })

  it('reports the messages and bytes that are not settled', async () => {
    const sdk = backend()
    const { chat, peer } = connectTo()
    instrument(chat, sdk)
    clientStart$(chat).subscribe(ignore)
    of('one', 'three').pipe(send(chat)).subscribe()
    expect(only(await sdk.metrics(), 'outbox.')).to.deep.equal({ messages: 2, size: 8 })
    peer.last.open()
    expect(only(await sdk.metrics(), 'outbox.')).to.deep.equal({ messages: 0, size: 0 })
    peer.last.lose()
    of('again').pipe(send(chat)).subscribe()
    expect(only(await sdk.metrics(), 'outbox.')).to.deep.equal({ messages: 1, size: 5 })
    clientStop$(chat).subscribe()
    expect(only(await sdk.metrics(), 'outbox.')).to.deep.equal({ messages: 0, size: 0 })
  })

  it('counts losses, reconnects and failures, and measures dials and round trips in seconds', async () => {
    const sdk = backend()
    const retry = { initialDelay: 100, jitter: 'none', maxAttempts: 2 } as const
    const options = { heartbeat: { interval: 1_000, timeout: 500 }, retry }
    const { chat, peer, clock } = connectTo({ pongs: false }, options)
    instrument(chat, sdk)
    clientStart$(chat).subscribe(ignore)
    clock.pass(40)
    peer.last.open()
    clock.pass(1_000)
    clock.pass(30)
    peer.last.listener.ponged()
    while (chat.state._tag === 'Open') clock.pass(10)
    clock.pass(100)
    peer.last.open()
    peer.last.lose()
    clock.pass(200)
    const all = await sdk.metrics()
    expect(only(all, 'connection.losses ')).to.deep.equal({ HeartbeatTimedOut: 1, ConnectionLost: 1 })
    expect(only(all, 'connection.reconnects')).to.deep.equal({ '': 1 })
    expect(only(all, 'connection.failures ')).to.deep.equal({ RetriesExhausted: 1 })
    expect(only(all, 'dial.duration ')).to.deep.equal({ open: 0.04 })
    expect(only(all, 'round_trip.duration')).to.deep.equal({ '': 0.03 })
  })

  it('adds the error to the duration of a dial that fails', async () => {
    const sdk = backend()
    const { chat, clock } = connectTo({}, { connectTimeout: 2_000 })
    instrument(chat, sdk)
    clientStart$(chat).subscribe(ignore)
    clock.pass(2_000)
    expect(only(await sdk.metrics(), 'dial.duration ')).to.deep.equal({ 'failed ConnectTimedOut': 2 })
  })

  it('names itself after the package, with its version', async () => {
    const sdk = backend()
    instrument(connectTo().chat, sdk)
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } })
    expect(scope).to.deep.equal({ name: manifest.name, version: manifest.version })
  })

  it('uses the provider that is registered when the connection starts', async () => {
    const { chat } = connectTo({ opens: true })
    instrument(chat)
    const sdk = backend()
    metrics.setGlobalMeterProvider(sdk.meterProvider)
    clientStart$(chat).subscribe()
    metrics.disable()
    expect(await sdk.metrics()).to.include({ 'connection.count open': 1 })
  })

  it('guarantee 6: holds no connection that is at rest, and none after it was unsubscribed', () => {
    const sdk = backend()
    const name = { name: 'held', ...sdk }
    const series = seriesOf(sdk.meterProvider.getMeter(scope.name, scope.version), {
      'pulsewire.connection.name': 'held',
    })
    const [ended, stopped] = [connectTo({ opens: true }), connectTo({ opens: true })]
    instrument(ended.chat, name)
    clientStart$(ended.chat).subscribe()
    clientStart$(stopped.chat).subscribe()
    const instrumentation = instrument(stopped.chat, name)
    expect(series.running.size).to.equal(2)
    clientStop$(ended.chat).subscribe()
    instrumentation.unsubscribe()
    expect(series.running.size).to.equal(0)
    expect(coreOf(stopped.chat).inspector).to.equal(undefined)
  })

  it('guarantee 9: puts the connections above 2,000 names into one series, as the SDK does', async () => {
    const sdk = backend()
    const meter = sdk.meterProvider.getMeter('names')
    const seen = new Set(Array.from({ length: maxSeries + 10 }, (_, i) => seriesOf(meter, { name: String(i) })))
    expect(seen.size).to.equal(maxSeries + 1)
    expect([...seen].at(-1)?.attributes).to.deep.equal({ 'otel.metric.overflow': true })
    expect(seriesOf(meter, { a: 1, b: 2 })).to.equal(seriesOf(meter, { b: 2, a: 1 }))
  })

  it('shares the connection with inspect$, whichever comes first', async () => {
    for (const isFirst of [true, false]) {
      const sdk = backend()
      const { chat, peer } = connectTo({ opens: true })
      const early = isFirst ? instrument(chat, sdk) : undefined
      const seen = watch(inspect$(chat))
      const late = instrument(chat, { ...sdk, name: 'late' })
      early?.unsubscribe()
      clientStart$(chat).subscribe()
      peer.last.say('hello')
      of('one').pipe(send(chat)).subscribe()
      expect(seen.values.map(({ _tag }) => _tag)).to.include.members([
        'Dial',
        'Received',
        'Given',
        'Written',
        'Settled',
      ])
      seen.stop()
      peer.last.say('again')
      expect(await sdk.metrics()).to.include({ 'messages late receive': 2, 'messages late transmit': 1 })
      late.unsubscribe()
      peer.last.say('unseen')
      expect(await sdk.metrics()).to.include({ 'messages late receive': 2 })
      expect(coreOf(chat).inspector).to.equal(undefined)
    }
  })
})
