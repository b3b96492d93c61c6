import { expect } from 'chai'
import { faulty, marbles, peer } from 'pulsewire/testing'
import { Observable } from 'rxjs'

import {
  closed,
  dial$,
  hangsUp,
  pauses,
  pings,
  request,
  resumes,
  says,
  silent,
  terminates,
  type Told,
} from './dialing.ts'
import { calm } from './weather.ts'

const told: Record<string, Told> = {
  o: 'opened',
  p: 'ponged',
  d: 'done',
  e: closed(1000),
  x: closed(1006),
  r: { _tag: 'Refused' },
}

describe('faulty', () => {
  it(
    'changes nothing where no fault strikes',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['-o-a--b'])
      const acts = '        ----s--p-h'
      const socket = '      -o-ad-bp-(e|)'
      const sent = '        ----s'
      const acts$ = cold(acts, { s: says('hi'), p: pings, h: hangsUp() })
      expectObservable(dial$(faulty(server.transport, calm), acts$)).toBe(socket, { ...told, a: 'a', b: 'b' })
      expectObservable(server.sent$).toBe(sent, { s: 'hi' })
    }),
  )

  it(
    'refuses without dialing',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o'])
      const network = faulty(server.transport, { ...calm, refusals: 1 })
      const socket = '(r|)'
      expectObservable(dial$(network)).toBe(socket, told)
      expectObservable(server.dials$).toBe('')
    }),
  )

  it(
    'ends a refused dial once, though whoever is told drops it',
    marbles(({ expectObservable }) => {
      const network = faulty(peer(['o']).transport, { ...calm, refusals: 1 })
      const ends$ = new Observable<string>((subscriber) => {
        const socket = network(request, {
          ...silent,
          ended: ({ _tag }) => {
            subscriber.next(_tag)
            socket.terminate()
          },
        })
      })
      expectObservable(ends$).toBe('r', { r: 'Refused' })
    }),
  )

  it(
    'makes everything late that comes in, and lets nothing overtake',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o--a-b-c---|'])
      const socket = '      --o-a---b--c-(e|)'
      const network = faulty(server.transport, { ...calm, seed: 6, latency: 4 })
      expectObservable(dial$(network)).toBe(socket, { ...told, a: 'a', b: 'b', c: 'c' })
    }),
  )

  it(
    'makes everything late that goes out, and lets nothing overtake',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['o'])
      const acts = '        -----s--t-u--h'
      const sent = '        -------s---tu'
      const closings = '    ---------------h'
      const network = faulty(server.transport, { ...calm, seed: 6, latency: 4 })
      const acts$ = cold(acts, { s: says('s'), t: says('t'), u: says('u'), h: hangsUp() })
      expectObservable(dial$(network, acts$))
      expectObservable(server.sent$).toBe(sent)
      expectObservable(server.closed$).toBe(closings, { h: { code: 1000, reason: '' } })
    }),
  )

  describe('with a message that comes in', () => {
    it(
      'cuts',
      marbles(({ peer, expectObservable }) => {
        const server = peer(['o-a-b'])
        const socket = '      o-(x|)'
        expectObservable(dial$(faulty(server.transport, { ...calm, cuts: 1 }))).toBe(socket, told)
      }),
    )

    it(
      'falls silent, and tells no end but that of a terminated socket',
      marbles(({ peer, cold, expectObservable }) => {
        const server = peer(['o-a-b-|'])
        const acts = '        ---s-p-h-t'
        const socket = '      o--------(x|)'
        const acts$ = cold(acts, { s: says('hi'), p: pings, h: hangsUp(), t: terminates })
        expectObservable(dial$(faulty(server.transport, { ...calm, halfOpen: 1 }), acts$)).toBe(socket, told)
        expectObservable(server.sent$).toBe('')
        expectObservable(server.closed$).toBe('')
      }),
    )

    it(
      'reads slowly, and everything in the end',
      marbles(({ peer, expectObservable }) => {
        const server = peer(['o--a-b-c----------|'])
        const socket = '      o-----------a-----b--------(ce|)'
        const network = faulty(server.transport, { ...calm, seed: 6, slowReading: 1, slowness: 9 })
        expectObservable(dial$(network)).toBe(socket, { ...told, a: 'a', b: 'b', c: 'c' })
      }),
    )
  })

  describe('with a message that goes out', () => {
    it(
      'cuts, and does not answer what the peer has',
      marbles(({ peer, cold, expectObservable }) => {
        const server = peer(['o'])
        const acts = '        --s-s'
        const socket = '      o-(x|)'
        const sent = '        --s'
        const network = faulty(server.transport, { ...calm, cuts: 1 })
        expectObservable(dial$(network, cold(acts, { s: says('hi') }))).toBe(socket, told)
        expectObservable(server.sent$).toBe(sent, { s: 'hi' })
      }),
    )

    it(
      'loses it, and does not answer what the peer has not',
      marbles(({ peer, cold, expectObservable }) => {
        const server = peer(['o'])
        const acts = '        --s-s'
        const socket = '      o-(x|)'
        const network = faulty(server.transport, { ...calm, lostWrites: 1 })
        expectObservable(dial$(network, cold(acts, { s: says('hi') }))).toBe(socket, told)
        expectObservable(server.sent$).toBe('')
      }),
    )

    it('falls silent, and keeps it as unsent', () => {
      const socket = faulty(peer(['o']).transport, { ...calm, halfOpen: 1 })(request, silent)
      socket.send('hi', false, () => expect.fail('answered'))
      expect(socket.bufferedAmount).to.equal(2)
    })
  })

  it(
    'keeps reading paused for its reader when it is no longer slow itself',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['o-a-b'])
      const acts = '        ---p-------------r'
      const socket = '      o----------------ab'
      const network = faulty(server.transport, { ...calm, slowReading: 1, slowness: 9 })
      expectObservable(dial$(network, cold(acts, { p: pauses, r: resumes }))).toBe(socket, { ...told, a: 'a', b: 'b' })
    }),
  )

  describe('for every seed', () => {
    const seeds = Array.from({ length: 60 }, (_, seed) => seed)
    const rough = { latency: 9, refusals: 0.1, cuts: 0.005, lostWrites: 0.005, halfOpen: 0.005, slowReading: 0.1 }
    const letters = Array.from({ length: 100 }, (_, at) => String.fromCodePoint(0x4e00 + at))

    interface Life {
      readonly calls: ReadonlyArray<Told>
      readonly sent: ReadonlyArray<string | Uint8Array>
    }

    /** A socket that receives and sends every letter, and is terminated in the end. */
    function live(seed: number): Life {
      const calls: Told[] = []
      const sent: (string | Uint8Array)[] = []
      const play = marbles(({ peer, cold }) => {
        const server = peer([`o--${letters.join('-')}`])
        const sends = Object.fromEntries(letters.map((letter) => [letter, says(letter)]))
        const acts$ = cold(`---${letters.join('-')} 999ms t`, { ...sends, t: terminates })
        dial$(faulty(server.transport, { ...rough, seed }), acts$).subscribe((call) => calls.push(call))
        server.sent$.subscribe((message) => sent.push(message))
      })
      play()
      return { calls, sent }
    }

    let lives: ReadonlyArray<Life> = []
    before(() => (lives = seeds.map(live)))

    it('reports one end and nothing after it', () => {
      for (const { calls } of lives)
        expect(calls.filter((call) => typeof call === 'object')).to.deep.equal([calls.at(-1)])
    })

    it('lets through what it lets through in order and without a gap', () => {
      for (const { calls, sent } of lives) {
        const received = calls.filter((call) => letters.includes(call as string))
        expect(received).to.deep.equal(letters.slice(0, received.length))
        expect(sent).to.deep.equal(letters.slice(0, sent.length))
      }
    })

    it('settles no message that did not pass, and each that did, except the one that was cut', () => {
      for (const { calls, sent } of lives) {
        expect(sent.length - calls.filter((call) => call === 'done').length).to.be.oneOf([0, 1])
      }
    })

    it('does again what it did', () => {
      expect(seeds.map(live)).to.deep.equal(lives)
    })

    it('refuses some, breaks some and spares some', () => {
      const whole = lives.filter(({ sent }) => sent.length === letters.length)
      const ends = new Set(lives.map(({ calls }) => JSON.stringify(calls.at(-1))))
      expect(whole).to.have.length.within(1, 20)
      expect(ends.size).to.equal(2)
    })
  })

  it('gives a message the same fault whatever goes the other way', () => {
    const receivedBesides = (sends: string): ReadonlyArray<Told> => {
      const calls: Told[] = []
      const play = marbles(({ peer, cold }) => {
        const network = faulty(peer(['o--a-b-c-d-e-f-g']).transport, { ...calm, seed: 3, cuts: 0.1, latency: 9 })
        dial$(network, cold(sends, { s: says('s') })).subscribe((call) => call !== 'done' && calls.push(call))
      })
      play()
      return calls
    }
    expect(receivedBesides('---sssssss')).to.deep.equal(receivedBesides(''))
  })
})
