import { expect } from 'chai'
import { clientStart$, type ConnectionEvent, receive$, start$ } from 'pulsewire'
import { firstValueFrom, map } from 'rxjs'

import { connectTo } from '../support/peers/connect-to.ts'
import { told, unhandledOf, watch } from '../support/watching.ts'

describe('clientStart$', () => {
  it('starts nothing before it is subscribed to, and takes a lease with each subscription', () => {
    const { chat, peer, clock } = connectTo({ opens: true })
    const lease$ = clientStart$(chat)
    expect(peer.sockets).to.deep.equal([])
    const [first, second] = [watch(lease$), watch(lease$)]
    first.stop()
    clock.pass(1)
    expect(peer.last.isOver).to.equal(false)
    second.stop()
    clock.pass(1)
    expect(peer.last.isOver).to.equal(true)
  })

  it('builds no events for a lease that has no use for them', () => {
    let decoded = 0
    const codec = {
      decode: (data: string | Uint8Array) => {
        decoded++
        return { _tag: 'Right', right: String(data) } as const
      },
      encode: (value: string) => ({ _tag: 'Right', right: value }) as const,
    }
    const { chat, peer } = connectTo({ opens: true }, { codec })
    const ends: string[] = []
    clientStart$(chat).subscribe()
    clientStart$(chat).subscribe({ error: () => undefined, complete: () => ends.push('completed') })
    clientStart$(chat).subscribe({ complete: () => ends.push('completed too') })
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- it is still allowed
    clientStart$(chat).subscribe(null)
    watch(clientStart$(chat).pipe(start$()))
    peer.last.say('a')
    expect(decoded).to.equal(0)
    peer.last.lose(1000)
    expect(ends).to.have.members(['completed', 'completed too'])
  })

  it('takes observers in every form that an Observable takes', () => {
    const { chat, peer } = connectTo({ opens: true })
    const seen: string[] = []
    class Observing {
      readonly name = 'method'
      next(event: ConnectionEvent<string>): void {
        seen.push(`${this.name} ${told(event)}`)
      }
    }
    clientStart$(chat).subscribe((event) => seen.push(`function ${told(event)}`))
    clientStart$(chat).subscribe(new Observing())
    clientStart$(chat)
      .pipe(map(told))
      .subscribe({ next: (tag) => seen.push(`operator ${tag}`) })
    peer.last.say('a')
    expect(seen).to.include.members(['function Message a', 'method Message a', 'operator Message a'])
  })

  it('is let go by firstValueFrom as anywhere', async () => {
    const { chat, peer, clock } = connectTo({ opens: true })
    const opened = firstValueFrom(clientStart$(chat).pipe(start$()), { defaultValue: undefined })
    expect(await opened).to.have.property('_tag', 'Open')
    clock.pass(0)
    expect(peer.last.closes).to.deep.equal([[1000, '']])
  })

  it('errors as any Observable does: what nobody handles is reported by rxjs', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const unhandled = await unhandledOf(() => {
      clientStart$(chat).pipe(receive$()).subscribe()
      peer.last.lose(1002)
    })
    expect(unhandled).to.have.length(1)
    expect(unhandled[0]).to.have.property('_tag', 'ConnectionLost')
  })
})
