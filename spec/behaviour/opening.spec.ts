import { expect } from 'chai'
import { clientStart$, send, start$ } from 'pulsewire'
import { EMPTY, map, mergeMap, of, take } from 'rxjs'

import { coreOf } from '../../lib/connection/connection.ts'
import { failure } from '../../lib/model/connection-error.ts'
import { connectTo } from '../support/peers/connect-to.ts'
import { watch } from '../support/watching.ts'

/** Sends a subscription on every start. */
const subscribes = ({ chat }: ReturnType<typeof connectTo>): unknown =>
  chat
    .pipe(
      start$(),
      map(() => 'SUBSCRIBE'),
      send(chat),
    )
    .subscribe()

describe('the order on opening', () => {
  /** Actions in the turn of `Open` that post a turn of their own before the subscription is sent. */
  const before: Readonly<Record<string, (connected: ReturnType<typeof connectTo>) => unknown>> = {
    nothing: () => undefined,
    'a fault': ({ chat }) => {
      chat.pipe(start$()).subscribe(() => {
        coreOf(chat).fault(failure('NotOpen', 'chat', 'of another operator', {}))
      })
    },
    'a lease': ({ chat }) => {
      chat.pipe(start$()).subscribe(() => clientStart$(chat).subscribe())
    },
    'a lease that subscribes too': ({ chat }) => {
      chat
        .pipe(
          start$(),
          take(1),
          mergeMap(() => clientStart$(chat).pipe(start$())),
          map(() => 'SUBSCRIBE'),
          send(chat),
        )
        .subscribe()
    },
    'a message': ({ peer, chat }) => {
      chat.pipe(start$()).subscribe(() => {
        peer.last.say('pushed')
      })
    },
  }

  for (const [name, act] of Object.entries(before)) {
    it(`is greeting, subscriptions, queue, where ${name} is posted in the same turn`, () => {
      const connected = connectTo({}, { greet: ({ send: greet }) => (greet('LOGIN'), EMPTY) })
      const { chat, peer, clock } = connected
      act(connected)
      subscribes(connected)
      clientStart$(chat).subscribe()
      of('old1', 'old2').pipe(send(chat)).subscribe()
      peer.last.open()
      const expected = name.includes('too') ? ['SUBSCRIBE', 'SUBSCRIBE'] : ['SUBSCRIBE']
      expect(peer.last.sent).to.deep.equal(['LOGIN', ...expected, 'old1', 'old2'])
      peer.last.lose()
      of('old3').pipe(send(chat)).subscribe()
      clock.pass(1_000)
      peer.last.open()
      expect(peer.last.sent).to.deep.equal(['LOGIN', ...expected, 'old3'])
    })
  }

  it('leaves the queue to the next dial where the connection is lost in the turn of its opening', () => {
    const connected = connectTo()
    const { chat, peer, clock } = connected
    let losses = 0
    chat.pipe(start$()).subscribe(() => {
      if (losses++ === 0) peer.last.lose()
    })
    subscribes(connected)
    clientStart$(chat).subscribe()
    const results = watch(of('old1').pipe(send(chat)))
    peer.last.open()
    expect(results.values).to.deep.equal([])
    clock.pass(1_000)
    peer.last.open()
    // The last one is that of the first opening: it was sent after the loss.
    expect(peer.last.sent).to.deep.equal(['SUBSCRIBE', 'old1', 'SUBSCRIBE'])
    expect(results.values.map(({ _tag }) => _tag)).to.deep.equal(['Right'])
  })
})
