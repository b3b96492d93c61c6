import { expect } from 'chai'
import { hold, latestStore, onMessages, sendOne, stateStore } from 'pulsewire/store'

import { connectTo } from '../support/peers/connect-to.ts'
import { unhandledOf } from '../support/watching.ts'
import { leftOver } from './left-over.ts'
import { numbered } from './taking.ts'

describe('The store that every bridge stands on', () => {
  it('returns the same snapshot until it changes, and reports every change after it was made', () => {
    const { chat, peer } = connectTo()
    const { subscribe, getSnapshot } = stateStore(chat)
    const seen: string[] = []
    const leave = subscribe(() => seen.push(getSnapshot()._tag))
    expect(seen).to.deep.equal([])
    expect(getSnapshot()).to.equal(getSnapshot()).and.to.equal(stateStore(chat).getSnapshot())
    const release = hold(chat)
    const connecting = getSnapshot()
    peer.last.open()
    expect(getSnapshot()).not.to.equal(connecting)
    const open = getSnapshot()
    peer.last.say('a', 'b')
    expect(getSnapshot()).to.equal(open)
    expect(seen).to.deep.equal(['Connecting', 'Open'])
    release()
    leave()
  })

  it('keeps the latest message, by identity, from the first subscriber on', () => {
    const { chat, peer } = connectTo({ opens: true })
    const { subscribe, getSnapshot } = latestStore(chat)
    const release = hold(chat)
    peer.last.say('unseen')
    expect(getSnapshot()).to.equal(undefined)
    let calls = 0
    const leave = subscribe(() => {
      calls += 1
    })
    peer.last.say(...numbered(1_000))
    expect([calls, getSnapshot()]).to.deep.equal([1_000, '999'])
    leave()
    peer.last.say('unseen')
    expect(getSnapshot()).to.equal('999')
    release()
  })

  it('emits nothing from before a subscription', () => {
    const { chat, peer } = connectTo({ opens: true })
    const release = hold(chat)
    let calls = 0
    const leaves = [stateStore(chat), latestStore(chat)].map(({ subscribe }) => subscribe(() => (calls += 1)))
    expect(calls).to.equal(0)
    for (const leave of leaves) leave()
    peer.last.lose()
    expect(calls).to.equal(0)
    release()
  })

  it('holds, listens and sends for who thinks in calls, and leaves nothing', async () => {
    const { chat, peer, clock, errors } = connectTo({ opens: true })
    const received: string[] = []
    const leaves = [hold(chat), onMessages(chat, (message) => received.push(message))]
    peer.last.say(...numbered(1_000))
    expect(received).to.deep.equal(numbered(1_000))
    expect(await sendOne(chat, 'hello')).to.deep.equal({ _tag: 'Right', right: 'hello' })
    for (const leave of leaves) leave()
    clock.pass(0)
    errors.stop()
    expect(peer.last.closes).to.deep.equal([[1000, '']])
    expect(leftOver(chat)).to.deep.equal([])
    const late = await sendOne(chat, 'late')
    expect(late).to.have.nested.property('left._tag', 'NotOpen')
  })

  it('sends a volatile message to the socket that is open now, or not at all', async () => {
    const { chat, peer } = connectTo()
    const release = hold(chat)
    const early = await sendOne(chat, 'early', { volatile: true })
    expect(early).to.have.nested.property('left._tag', 'NotOpen')
    void sendOne(chat, 'waits')
    peer.last.open()
    expect(await sendOne(chat, 'now', { volatile: true })).to.deep.equal({ _tag: 'Right', right: 'now' })
    expect(peer.last.sent).to.deep.equal(['waits', 'now'])
    release()
  })

  it('guarantee 4: a run that fails is a state and rejects no Promise', () => {
    const { chat, peer, errors } = connectTo({ opens: true })
    const release = hold(chat)
    peer.last.lose(1002)
    expect(stateStore(chat).getSnapshot()._tag).to.equal('Failed')
    expect(errors.values).to.have.length(1)
    release()
  })

  it('guarantee 10: a callback that throws harms no other subscriber', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const received: string[] = []
    const unhandled = await unhandledOf(() => {
      hold(chat)
      onMessages(chat, () => {
        throw new Error('mine')
      })
      onMessages(chat, (message) => received.push(message))
      peer.last.say('a', 'b')
    })
    expect(received).to.deep.equal(['a', 'b'])
    expect(unhandled.map(String)).to.deep.equal(['Error: mine', 'Error: mine'])
  })
})
