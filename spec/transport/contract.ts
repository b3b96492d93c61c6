import type { Act } from '../../lib/testing/peer/script.ts'
import { endsContract } from './contract-ends.ts'
import { messagesContract } from './contract-messages.ts'
import { type Capabilities, dial, type Harness, type Peer, until } from './harness.ts'

/** The suite that every adapter of the port passes. */
export function transportContract(name: string, harness: Harness, capabilities: Capabilities): void {
  describe(`${name} keeps the transport's contract`, () => {
    const peers: Peer[] = []

    async function start(...acts: Act[]): Promise<Peer> {
      const peer = await harness.start(acts)
      peers.push(peer)
      return peer
    }

    const stage = {
      start,
      open: async (...acts: Act[]) => {
        const peer = await start({ _tag: 'Opens' }, ...acts)
        const dialed = dial(peer)
        await until(() => dialed.calls.length > 0)
        return { ...dialed, peer }
      },
    }

    afterEach(async () => {
      await Promise.all(peers.splice(0).map((peer) => peer.stop()))
    })

    messagesContract(stage, capabilities)
    endsContract(stage, capabilities)
  })
}
