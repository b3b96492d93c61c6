import { expect } from 'chai'
import { clientStart$, clientStop$, defineConnection, error$, receive$ } from 'pulsewire'
import { peer } from 'pulsewire/testing'
import { config, finalize, lastValueFrom, map, NEVER, Observable, takeWhile } from 'rxjs'

const boom = (): never => {
  throw new Error('a teardown of the user')
}

describe('guarantee 10: a teardown that throws', () => {
  const unhandled: unknown[] = []
  const { onUnhandledError } = config

  beforeEach(() => {
    unhandled.length = 0
    config.onUnhandledError = (error) => unhandled.push(error)
  })

  afterEach(() => {
    config.onUnhandledError = onUnhandledError
  })

  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

  it('of one lease ends the other leases all the same, and is reported', async () => {
    const chat = defineConnection({ url: 'ws://peer', transport: peer(['o']).transport })
    const ended: string[] = []
    clientStart$(chat).pipe(finalize(boom)).subscribe()
    clientStart$(chat).subscribe({ complete: () => ended.push('second') })
    const rest = await lastValueFrom(clientStop$(chat))
    await settled()
    expect(rest._tag).to.equal('Closed')
    expect(ended).to.deep.equal(['second'])
    expect(unhandled).to.have.length(1)
  })

  it('of a greeting drops the socket all the same', async () => {
    const greeting$ = new Observable<never>(() => boom)
    const server = peer(['o'])
    const chat = defineConnection({ url: 'ws://peer', transport: server.transport, greet: () => greeting$ })
    clientStart$(chat).subscribe()
    expect((await lastValueFrom(clientStop$(chat)))._tag).to.equal('Closed')
    await settled()
    expect(unhandled).to.have.length(1)
  })

  it('of wake$ ends the run all the same', async () => {
    const wake$ = NEVER.pipe(finalize(boom))
    const chat = defineConnection({ url: 'ws://peer', transport: peer(['o']).transport, wake$ })
    let isComplete = false
    clientStart$(chat).subscribe({ complete: () => (isComplete = true) })
    await lastValueFrom(clientStop$(chat))
    await settled()
    expect(isComplete).to.equal(true)
    expect(unhandled).to.have.length(1)
  })

  it('behind a projector that throws reaches no other subscriber, of messages and of faults', async () => {
    const server = peer(['o-a-b-x-c'], { x: Uint8Array.of(0xff) })
    const chat = defineConnection({ url: 'ws://peer', transport: server.transport })
    const received: string[] = []
    const faults: string[] = []
    chat.pipe(receive$(), finalize(boom), map(boom)).subscribe({ error: () => undefined })
    chat
      .pipe(
        finalize(boom),
        map(({ _tag }) => (_tag === 'Fault' ? boom() : _tag)),
      )
      .subscribe({ error: () => undefined })
    clientStart$(chat)
      .pipe(receive$())
      .subscribe((value) => received.push(value))
    chat.pipe(error$()).subscribe((error) => faults.push(error._tag))
    await lastValueFrom(
      chat.pipe(
        receive$(),
        takeWhile((value) => value !== 'c'),
      ),
    )
    expect(received).to.deep.equal(['a', 'b', 'c'])
    expect(faults).to.deep.equal(['DecodeFailed'])
    await lastValueFrom(clientStop$(chat))
    await settled()
    expect(unhandled).to.have.length(2)
  })
})
