import { expect } from 'chai'
import { clientRestart$, clientStart$, clientStop$, type ConnectionEvent, isRest, receive$, send } from 'pulsewire'
import { filter, of, Subject } from 'rxjs'

import { type ConnectedPeer, connectTo } from '../support/peers/connect-to.ts'
import { told, watch } from '../support/watching.ts'

type Kind = ConnectionEvent<string>['_tag']

/** What one may do from inside a subscriber. */
const acts: Readonly<Record<string, (chat: ConnectedPeer['chat']) => void>> = {
  starts: (chat) => {
    clientStart$(chat).subscribe({ error: () => undefined })
  },
  stops: (chat) => {
    clientStop$(chat).subscribe()
  },
  restarts: (chat) => {
    clientRestart$(chat).subscribe({ error: () => undefined })
  },
  sends: (chat) => {
    of('from inside').pipe(send(chat)).subscribe()
  },
  'stops and starts': (chat) => {
    clientStop$(chat).subscribe()
    clientStart$(chat).subscribe({ error: () => undefined })
  },
}

/** Leads a connection through every kind of event there is. */
function tour({ chat, peer, clock }: ConnectedPeer): void {
  const go = (): void => {
    clientStart$(chat).subscribe({ error: () => undefined })
  }
  const alive = (): boolean => peer.sockets.length > 0 && !peer.last.isOver
  go()
  if (peer.sockets.length === 0) clock.pass(1_000)
  if (alive() && peer.last.behaviour.opens !== true) peer.last.open()
  if (alive()) peer.last.say('a')
  if (alive()) peer.last.lose()
  clock.pass(10_000)
  if (alive() && peer.last.behaviour.opens !== true) peer.last.open()
  go()
  clientStop$(chat).subscribe()
  go()
  clock.pass(5_000)
  if (alive()) peer.last.lose(1002)
  clock.pass(10_000)
}

describe('Core', () => {
  describe('runs one turn at a time, whatever a subscriber does', () => {
    const kinds: Kind[] = ['Idle', 'Connecting', 'Open', 'Waiting', 'Closing', 'Closed', 'Failed', 'Message', 'Fault']
    for (const opens of [true, false]) {
      for (const kind of kinds) {
        for (const [doing, act] of Object.entries(acts)) {
          it(`${doing} inside ${kind}, with a peer that ${opens ? 'opens in the same turn' : 'takes its time'}`, () => {
            const all = connectTo({ opens })
            const { chat, peer, clock } = all
            const first: string[] = []
            const second: string[] = []
            let acted = 0
            chat.subscribe((event) => {
              first.push(told(event))
              if (event._tag !== kind || acted++ > 0) return
              act(chat)
            })
            chat.subscribe((event) => second.push(told(event)))
            tour(all)
            expect(acted, 'the event came').to.be.greaterThan(0)
            expect(second.slice(second[0] === 'Idle' ? 1 : 0), 'one order').to.deep.equal(
              first.slice(first.length - second.length + (second[0] === 'Idle' ? 1 : 0)),
            )
            expect(peer.sockets.filter(({ isOver }) => !isOver).length, 'guarantee 1').to.be.at.most(1)

            const rest = watch(clientStop$(chat))
            expect(rest.values, 'one rest').to.have.length(1)
            expect(rest.values.every(isRest)).to.equal(true)
            clock.pass(0)
            expect(
              peer.sockets.filter(({ isOver }) => !isOver),
              'guarantee 6: no socket',
            ).to.deep.equal([])
            expect(clock.pending(), 'guarantee 6: no timer').to.equal(0)
          })
        }
      }
    }

    it('a stop from inside Connecting leaves no socket of a transport that opens at once', () => {
      const { chat, peer, clock } = connectTo({ opens: true })
      const events = watch(chat)
      chat.pipe(filter(({ _tag }) => _tag === 'Connecting')).subscribe(() => {
        clientStop$(chat).subscribe()
      })
      clientStart$(chat).subscribe()
      expect(events.values.map(told).at(-1)).to.equal('Closed')
      expect(peer.sockets.every(({ isOver }) => isOver)).to.equal(true)
      expect(clock.pending()).to.equal(0)
    })

    it('a send made after a stop, or after a start, of the same turn keeps its place in the program', () => {
      const { chat, peer } = connectTo({ opens: true })
      const results: string[] = []
      const note = (result: { readonly _tag: string }): void => {
        results.push(result._tag)
      }
      chat.pipe(receive$()).subscribe(() => {
        of('before').pipe(send(chat)).subscribe(note)
        clientStop$(chat).subscribe()
        of('after').pipe(send(chat)).subscribe(note)
      })
      clientStart$(chat).subscribe()
      peer.last.say('go')
      expect(peer.last.sent).to.deep.equal(['before'])
      expect(results).to.deep.equal(['Right', 'Left'])
    })

    it('a send from inside the result of another', () => {
      const { chat, peer } = connectTo({ opens: true })
      clientStart$(chat).subscribe()
      const out = new Subject<string>()
      const results: unknown[] = []
      out.pipe(send(chat)).subscribe((result) => {
        results.push(result._tag === 'Right' ? result.right : result)
        if (results.length < 5) out.next(String(results.length))
      })
      out.next('0')
      expect(peer.last.sent).to.deep.equal(['0', '1', '2', '3', '4'])
      expect(results).to.deep.equal(['0', '1', '2', '3', '4'])
    })

    it('messages that arrive before Open is published wait for it', () => {
      const { chat, peer } = connectTo()
      const events = watch(chat)
      chat.pipe(filter(({ _tag }) => _tag === 'Open')).subscribe(() => {
        peer.last.say('inside')
      })
      clientStart$(chat).subscribe()
      peer.last.open()
      expect(events.values.map(told)).to.deep.equal(['Idle', 'Connecting', 'Open', 'Message inside'])
    })

    it('guarantee 3: messages that come while it is closing are delivered, before Closed', () => {
      const { chat, peer } = connectTo({ opens: true, closes: false })
      const events = watch(clientStart$(chat))
      clientStop$(chat).subscribe()
      peer.last.say('late')
      peer.last.lose(1000)
      expect(events.values.map(told)).to.deep.equal(['Connecting', 'Open', 'Closing', 'Message late', 'Closed'])
    })
  })
})
