import { expect } from 'chai'
import { type Connection, type ConnectionState, state$ } from 'pulsewire'
import { connectionState, sendOne } from 'pulsewire/svelte'
import { flushSync, mount, unmount } from 'svelte'
import { get, type Readable } from 'svelte/store'

import { numbered } from '../../bridges/taking.ts'
import { connectTo } from '../../support/peers/connect-to.ts'
import Remounted from './Remounted.svelte'
import { makeTurn } from './turn.svelte.ts'
import { type Mounted, uiContract, until } from './ui-contract.ts'

function mountPage(chat: Connection<string, string>): Mounted & { readonly latest: () => string } {
  const target = document.body.appendChild(document.createElement('div'))
  const received: string[] = []
  const turn = makeTurn()
  const page = mount(Remounted, { target, props: { chat, received, turn } })
  return {
    shown: () => target.querySelector('p')?.textContent ?? '',
    latest: () => target.querySelector('i')?.textContent ?? '',
    received,
    remount: () => {
      turn.current += 1
      flushSync()
    },
    unmount: () => void unmount(page).then(() => target.remove()),
  }
}

uiContract('Svelte', mountPage)

describe('The Svelte bridge', () => {
  it('shows the latest of 1,000 messages of one turn', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const page = mountPage(chat)
    await until(() => page.shown() === 'Open')
    peer.last.say(...numbered(1_000))
    await until(() => page.latest() === '999')
    page.unmount()
  })

  it('may be read where nothing follows it, and starts nothing', () => {
    const { chat, peer } = connectTo({ opens: true })
    expect(connectionState(chat).current._tag).to.equal('Idle')
    expect(peer.sockets).to.have.length(0)
  })

  it('sends', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const page = mountPage(chat)
    await until(() => page.shown() === 'Open')
    expect(await sendOne(chat, 'hello')).to.deep.equal({ _tag: 'Right', right: 'hello' })
    expect(peer.last.sent).to.deep.equal(['hello'])
    page.unmount()
  })

  it('is not needed for stores: a stream of states is one', () => {
    const { chat } = connectTo()
    const states = chat.pipe(state$()) as unknown as Readable<ConnectionState>
    expect(get(states)._tag).to.equal('Idle')
  })
})
