import { inspect } from 'node:util'

import { expect } from 'chai'
import {
  clientRestart$,
  clientStart$,
  clientStop$,
  type Connection,
  defineConnection,
  latency$,
  paced,
  pressure$,
  receive$,
  send,
  sendFrom,
  state$,
} from 'pulsewire'
import { iterate } from 'pulsewire/iterable'
import { stateStore } from 'pulsewire/store'
import { of } from 'rxjs'
import { isReactive, reactive, readonly, ref, shallowReactive } from 'vue'

import { connectTo } from '../support/peers/connect-to.ts'
import { watch } from '../support/watching.ts'

type Chat = Connection<string, string>

/** Every way in which people wrap an object that they keep in a store. */
const wrappings: Readonly<Record<string, (chat: Chat) => Chat>> = {
  'a Proxy': (chat) => new Proxy(chat, {}),
  'a Proxy of a Proxy': (chat) => new Proxy(new Proxy(chat, {}), {}),
  "Vue's reactive": (chat) => reactive(chat),
  "a field of Vue's reactive": (chat) => reactive({ page: { chat } }).page.chat,
  "Vue's ref": (chat) => ref(chat).value,
  "Vue's readonly": (chat) => readonly(chat),
  "Vue's shallowReactive": (chat) => shallowReactive(chat),
}

describe('A connection in', () => {
  for (const [name, wrap] of Object.entries(wrappings)) {
    it(`${name} works like the connection itself`, () => {
      const { chat, peer, clock } = connectTo({ opens: true })
      const wrapped = wrap(chat)
      const [states, values, lines, projected] = [
        watch(wrapped.pipe(state$())),
        watch(wrapped.pipe(receive$())),
        watch(wrapped.pipe(receive$({ binary: false }))),
        watch(
          wrapped.pipe(
            receive$(),
            paced(wrapped, (line) => of(line)),
          ),
        ),
      ]
      const pressures = watch(pressure$(wrapped))
      watch(latency$(wrapped))
      const lease = watch(wrap(clientStart$(wrapped) as never))
      peer.last.say('a')
      expect(watch(of('b').pipe(send(wrapped))).values).to.deep.equal([{ _tag: 'Right', right: 'b' }])
      expect(wrapped.state._tag).to.equal('Open')
      expect(stateStore(wrapped).getSnapshot()._tag).to.equal('Open')
      watch(sendFrom(wrapped, []))
      void iterate(wrapped)[Symbol.asyncIterator]().return?.()
      watch(clientRestart$(wrapped))
      clock.pass(0)
      watch(clientStop$(wrapped))
      for (const { values: received } of [values, lines, projected]) expect(received).to.deep.equal(['a'])
      expect(pressures.values).to.deep.equal([0])
      expect(states.values.at(-1)?._tag).to.equal('Closed')
      expect(lease.end).to.deep.equal({ _tag: 'Completed' })
      expect(wrapped.name).to.equal('chat')
    })
  }

  it("Vue's reactive is not made reactive", () => {
    expect(isReactive(reactive({ chat: connectTo().chat }).chat)).to.equal(false)
  })

  it('an inspection shows no secret, not even with its hidden properties', () => {
    const chat = defineConnection({ url: 'ws://peer/?token=secret', headers: { authorization: 'secret' } })
    expect(inspect(chat, { showHidden: true, depth: 20 })).not.to.include('secret')
    expect(JSON.stringify(chat)).not.to.include('secret')
    expect(Object.keys(chat)).not.to.include('core')
  })
})
