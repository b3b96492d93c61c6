import { expect } from 'chai'
import { type Connection, defineConnection } from 'pulsewire'

import { leftOver } from '../../bridges/left-over.ts'
import { numbered } from '../../bridges/taking.ts'
import { connectTo } from '../../support/peers/connect-to.ts'
import { closes, opens, says } from '../../transport/harness.ts'
import { startPeer } from '../peers.ts'

/** Something on a page that follows a connection. */
export interface Mounted {
  /** What a reader sees: the tag of the state. */
  readonly shown: () => string
  /** Every message that the callback was given; absent where there is no callback. */
  readonly received?: ReadonlyArray<string>
  /** Takes it away and puts it back, as a change of key does. */
  readonly remount: () => void
  readonly unmount: () => void
}

export type Mount = (connection: Connection<string, string>) => Mounted

/** Resolves as soon as it holds; rejects when it never does. */
export async function until(holds: () => boolean, what: string = String(holds)): Promise<void> {
  for (let left = 400; !holds(); left--) {
    if (left === 0) throw new Error(`it never came to: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** What every bridge to a UI has to show, in a page. */
export function uiContract(name: string, mount: Mount): void {
  describe(`${name} keeps the contract of bridges`, () => {
    it('shows the state, of a real peer too, until that closes', async () => {
      const peer = await startPeer([opens, says('hello'), closes(1000, '')])
      const chat = defineConnection({ url: peer.url })
      const page = mount(chat)
      await until(() => page.shown() === 'Closed')
      if (page.received !== undefined) expect(page.received).to.deep.equal(['hello'])
      page.unmount()
      await until(() => leftOver(chat).length === 0)
      await peer.stop()
    })

    it('holds one socket through remounts, and closes it with 1000 after the last', async () => {
      const peer = await startPeer([opens])
      const chat = defineConnection({ url: peer.url })
      const page = mount(chat)
      await until(() => page.shown() === 'Open')
      page.remount()
      page.remount()
      await new Promise((resolve) => setTimeout(resolve, 30))
      expect(page.shown()).to.equal('Open')
      page.unmount()
      await until(() => peer.records.some(({ _tag }) => _tag === 'Closed'))
      expect(peer.records).to.deep.equal([{ _tag: 'Dialed' }, { _tag: 'Closed', code: 1000, reason: '' }])
      await peer.stop()
    })

    it('loses none of 1,000 messages of one turn, and shows the state after it', async () => {
      const { chat, peer } = connectTo()
      const page = mount(chat)
      await until(() => page.shown() === 'Connecting')
      peer.last.open()
      peer.last.say(...numbered(1_000))
      expect(page.received ?? numbered(1_000)).to.deep.equal(numbered(1_000))
      await until(() => page.shown() === 'Open')
      peer.last.lose()
      await until(() => page.shown() === 'Waiting')
      page.unmount()
    })

    it('leaves neither a subscriber nor a timer nor a socket', async () => {
      const { chat, peer, clock, errors } = connectTo({ opens: true })
      errors.stop()
      const page = mount(chat)
      await until(() => page.shown() === 'Open')
      page.unmount()
      await until(() => {
        clock.pass(0)
        return leftOver(chat).length === 0
      })
      expect(peer.sockets.map(({ closes: asked }) => asked)).to.deep.equal([[[1000, '']]])
      expect(clock.pending()).to.equal(0)
    })
  })
}
