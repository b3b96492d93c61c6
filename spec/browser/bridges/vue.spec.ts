import { expect } from 'chai'
import { useConnection, useErrors, useLatest, useMessages, useSend, useStarts } from 'pulsewire/vue'
import { createApp, defineComponent, effectScope, h, nextTick, ref, shallowRef, watch } from 'vue'

import { leftOver } from '../../bridges/left-over.ts'
import { numbered } from '../../bridges/taking.ts'
import { connectTo } from '../../support/peers/connect-to.ts'
import { uiContract } from './ui-contract.ts'

uiContract('Vue', (chat) => {
  const received: string[] = []
  const key = ref(0)
  const Page = defineComponent({
    setup: () => {
      const state = useConnection(chat)
      useMessages(chat, (message) => received.push(message))
      return () => h('p', state.value._tag)
    },
  })
  const element = document.body.appendChild(document.createElement('div'))
  const app = createApp(() => h(Page, { key: key.value }))
  app.mount(element)
  return {
    shown: () => element.textContent,
    received,
    remount: () => {
      key.value += 1
    },
    unmount: () => {
      app.unmount()
      element.remove()
    },
  }
})

describe('The Vue bridge', () => {
  it('begins at once in a scope outside of a component, and ends with it', () => {
    const { chat, peer, clock, errors } = connectTo({ opens: true })
    errors.stop()
    const scope = effectScope()
    const state = scope.run(() => useConnection(chat))
    expect(state?.value._tag).to.equal('Open')
    scope.stop()
    clock.pass(0)
    expect(peer.last.closes).to.deep.equal([[1000, '']])
    expect(leftOver(chat)).to.deep.equal([])
  })

  it('gives the latest of 1,000 messages of one turn, where a watch sees one and a callback all', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const scope = effectScope()
    const [watched, called]: [unknown[], string[]] = [[], []]
    scope.run(() => {
      useConnection(chat)
      const latest = useLatest(chat)
      watch(latest, (value) => watched.push(value))
      useMessages(chat, (message) => called.push(message))
    })
    peer.last.say(...numbered(1_000))
    await nextTick()
    expect(watched).to.deep.equal(['999'])
    expect(called).to.deep.equal(numbered(1_000))
    scope.stop()
  })

  it('keeps the value of a state as it is, and not a proxy of it', () => {
    const { chat } = connectTo({ opens: true })
    const scope = effectScope()
    const [one, other] = [1, 2].map(() => scope.run(() => useConnection(chat)))
    expect(one?.value).to.equal(other?.value)
    scope.stop()
  })

  it('sends', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const scope = effectScope()
    scope.run(() => useConnection(chat))
    expect(await useSend(chat)('hello')).to.deep.equal({ _tag: 'Right', right: 'hello' })
    expect(peer.last.sent).to.deep.equal(['hello'])
    scope.stop()
  })

  it('waits while it is given null, and follows a ref to another connection', async () => {
    const [first, second] = [connectTo({ opens: true }), connectTo({ opens: true })]
    const scope = effectScope()
    const source = shallowRef<typeof first.chat | null>(null)
    const received: string[] = []
    const [state, latest] = scope.run(() => {
      useMessages(source, (message) => received.push(message))
      return [useConnection(source), useLatest(source)] as const
    })!
    const sendOne = useSend(source)
    expect(state.value._tag).to.equal('Idle')
    expect(await sendOne('a')).to.have.nested.property('left._tag', 'NotOpen')
    source.value = first.chat
    expect(state.value._tag).to.equal('Open')
    first.peer.last.say('a')
    expect(latest.value).to.equal('a')
    source.value = second.chat
    first.clock.pass(0)
    first.errors.stop()
    expect(leftOver(first.chat)).to.deep.equal([])
    second.peer.last.say('b')
    expect(await sendOne('c')).to.deep.equal({ _tag: 'Right', right: 'c' })
    source.value = null
    expect(state.value._tag).to.equal('Idle')
    expect(latest.value).to.equal(undefined)
    scope.stop()
    second.clock.pass(0)
    second.errors.stop()
    expect(leftOver(second.chat)).to.deep.equal([])
    expect(received).to.deep.equal(['a', 'b'])
  })

  it('calls back for errors and starts, until its scope ends', () => {
    const { chat, peer, clock } = connectTo({ opens: true })
    const scope = effectScope()
    const [errors, starts]: [string[], string[]] = [[], []]
    scope.run(() => {
      useConnection(chat)
      useErrors(chat, (error) => errors.push(error._tag))
      useStarts(chat, (open) => starts.push(open._tag))
    })
    peer.last.lose()
    clock.pass(1_000)
    scope.stop()
    peer.last.lose()
    expect(errors).to.deep.equal(['ConnectionLost'])
    expect(starts).to.deep.equal(['Open', 'Open'])
  })
})
