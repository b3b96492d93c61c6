import { type Faults, faulty, peer, type PeerValue } from 'pulsewire/testing'

import type { Act } from '../../lib/testing/peer/script.ts'
import { transport } from '../../lib/transport/node/transport.ts'
import { transportContract } from '../transport/contract.ts'
import { type Harness, requestFor } from '../transport/harness.ts'
import { wsCapabilities, wsHarness } from '../transport/ws-harness.ts'
import { calm } from './weather.ts'

function valueOf(act: Act): PeerValue {
  switch (act._tag) {
    case 'Says':
      return act.data
    case 'Closes':
    case 'Refuses':
    case 'Stalls':
    case 'Violates':
    case 'Ignores':
    case 'Blocks':
      return act
    case 'Opens':
    case 'Loses':
      throw new Error(`${act._tag} has a sign of its own in marbles`)
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
    const received: (string | Uint8Array)[] = []
    const closed: (readonly [number, string])[] = []
    const recording = sent$.subscribe((message) => received.push(message))
    recording.add(closed$.subscribe(({ code, reason }) => closed.push([code, reason])))
    return { transport, request: requestFor('ws://peer/'), received, closed, stop: async () => recording.unsubscribe() }
  },
}

/** The same peer behind a network. */
const through = (faults: Faults): Harness => ({
  start: async (acts) => {
    const started = await peerHarness.start(acts)
    return { ...started, transport: faulty(started.transport, faults) }
  },
})

/** A scripted peer has HTTP statuses, and answers at any address. */
const scripted = { ...wsCapabilities, unaddressable: false }

transportContract('a scripted peer', peerHarness, scripted)
transportContract('a scripted peer without a fault', through(calm), scripted)
transportContract('a scripted peer with latency', through({ ...calm, latency: 5 }), scripted)
transportContract('ws without a fault', wsHarness(faulty(transport, calm)), wsCapabilities)
transportContract('ws with latency', wsHarness(faulty(transport, { ...calm, latency: 5 })), wsCapabilities)
