import { type Faults, faulty, peer, type PeerValue, refuses, stalls } from 'pulsewire/testing'

import { transport } from '../../lib/transport/node/transport.ts'
import { wsHarness } from '../support/peers/ws-peer.ts'
import { transportContract } from '../transport/contract.ts'
import type { Act, Harness } from '../transport/harness.ts'
import { request } from './dialing.ts'
import { calm } from './weather.ts'

function valueOf(act: Act): PeerValue {
  switch (act._tag) {
    case 'Says':
      return act.data
    case 'Closes':
      return act
    case 'Refuses':
      return refuses(act.status, { retryAfter: act.retryAfter })
    case 'Stalls':
      return stalls()
    case 'Opens':
    case 'Loses':
      throw new Error('It has a sign of its own.')
  }
}

/** All acts in one frame, after the dial has returned. */
const peerHarness: Harness = {
  start: async (acts) => {
    const values: Record<string, PeerValue> = {}
    const signs = acts.map((act, index) => {
      if (act._tag === 'Opens' || act._tag === 'Loses') return act._tag === 'Opens' ? 'o' : '#'
      const letter = 'ABCDEFGHI'.charAt(index)
      values[letter] = valueOf(act)
      return letter
    })
    const { transport, sent$, closed$ } = peer([`-(${signs.join('')})`], values)
    const heard: (string | Uint8Array)[] = []
    const closed: (readonly [number, string])[] = []
    const hearing = sent$.subscribe((message) => heard.push(message))
    hearing.add(closed$.subscribe(({ code, reason }) => closed.push([code, reason])))
    const maxMessageSize = 1 << 24
    return {
      transport,
      request: { ...request, maxMessageSize },
      heard,
      closed,
      stop: async () => hearing.unsubscribe(),
    }
  },
}

/** The same peer behind a network. */
const through = (faults: Faults): Harness => ({
  start: async (acts) => {
    const started = await peerHarness.start(acts)
    return { ...started, transport: faulty(started.transport, faults) }
  },
})

/** A scripted peer has HTTP statuses, and any address leads to it. */
const scripted = {
  ping: true,
  pause: true,
  status: true,
  unaddressable: false,
  closeCodes: true,
  writes: true,
  closing: true,
}
const real = { ...scripted, unaddressable: true }

transportContract('a scripted peer', peerHarness, scripted)
transportContract('a scripted peer without a fault', through(calm), scripted)
transportContract('a scripted peer with latency', through({ ...calm, latency: 5 }), scripted)
transportContract('ws without a fault', wsHarness(faulty(transport, calm)), real)
transportContract('ws with latency', wsHarness(faulty(transport, { ...calm, latency: 5 })), real)
