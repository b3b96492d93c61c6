import { expect } from 'chai'
import { clientStart$, type Connection, defineConnection, receive$, send, start$ } from 'pulsewire'
import { closes, peer } from 'pulsewire/testing'
import { filter, firstValueFrom, map, merge, take } from 'rxjs'

/** Under test: counts the unread lines of a chat, and greets on every start. Stands for a component of any UI library. */
class Badge {
  unread = 0
  readonly #subscription

  constructor(chat: Connection<string, string>) {
    const greeting$ = chat.pipe(
      start$(),
      map(() => 'hello'),
      send(chat),
    )
    this.#subscription = merge(clientStart$(chat).pipe(receive$()), greeting$).subscribe((value) => {
      if (typeof value === 'string') this.unread += 1
    })
  }

  destroy(): void {
    this.#subscription.unsubscribe()
  }
}

describe('a badge', () => {
  it('counts lines, greets again after a reconnect, and closes when it is destroyed', async () => {
    // One column is one millisecond of real time. The last script serves every later dial.
    const server = peer(['oabx', 'oc'], { x: closes(1012, 'restart') })
    const retry = { initialDelay: 1, jitter: 'none' } as const
    const chat = defineConnection({ url: 'ws://peer', transport: server.transport, retry })

    const badge = new Badge(chat)
    await firstValueFrom(
      chat.pipe(
        receive$(),
        filter((line) => line === 'c'),
      ),
    )
    expect(badge.unread).to.equal(3)
    expect(await firstValueFrom(server.sent$.pipe(take(1)))).to.equal('hello')

    badge.destroy()
    expect(await firstValueFrom(server.closed$.pipe(map(({ code }) => code)))).to.equal(1000)
  })
})
