import { computed, effect, signal } from '@preact/signals-core'
import { expect } from 'chai'
import type { Connection } from 'pulsewire'
import { followLatest, followState, toPreactSignal, toTc39Signal } from 'pulsewire/signals'
import { onMessages } from 'pulsewire/store'
import { Signal } from 'signal-polyfill'

import { numbered } from '../../bridges/taking.ts'
import { connectTo } from '../../support/peers/connect-to.ts'
import { type Mounted, uiContract, until } from './ui-contract.ts'

/** An effect as the proposal's authors write one. */
function tc39Effect(run: () => void): () => void {
  const watcher = new Signal.subtle.Watcher(() => {
    queueMicrotask(() => {
      for (const pending of watcher.getPending()) pending.get()
      watcher.watch()
    })
  })
  const running = new Signal.Computed(run)
  watcher.watch(running)
  running.get()
  return () => watcher.unwatch(running)
}

/** What an effect last saw, with a callback for messages beside it. */
function mountWith(chat: Connection<string, string>, follow: (show: (tag: string) => void) => () => void): Mounted {
  let shown = ''
  const received: string[] = []
  const begin = (): (() => void) => {
    const leave = onMessages(chat, (message) => received.push(message))
    const stop = follow((tag) => (shown = tag))
    return () => {
      stop()
      leave()
    }
  }
  let end = begin()
  return {
    shown: () => shown,
    received,
    remount: () => {
      end()
      end = begin()
    },
    unmount: () => end(),
  }
}

uiContract('Preact signals', (chat) => {
  const state = toPreactSignal(signal, followState(chat))
  return mountWith(chat, (show) => effect(() => show(state.value._tag)))
})

uiContract('Preact signals, through a computed one', (chat) => {
  const state = toPreactSignal(signal, followState(chat))
  const tag = computed(() => state.value._tag)
  return mountWith(chat, (show) => effect(() => show(tag.value)))
})

uiContract('TC39 signals', (chat) => {
  const state = toTc39Signal(Signal, followState(chat))
  return mountWith(chat, (show) => tc39Effect(() => show(state.get()._tag)))
})

uiContract('TC39 signals, through a computed one', (chat) => {
  const state = toTc39Signal(Signal, followState(chat))
  const tag = new Signal.Computed(() => state.get()._tag)
  return mountWith(chat, (show) => tc39Effect(() => show(tag.get())))
})

describe('The bridge to signals', () => {
  it('follows the latest message while it is watched, and holds nothing open by that', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const latest = [toPreactSignal(signal, followLatest(chat)), toTc39Signal(Signal, followLatest(chat))] as const
    const seen: unknown[] = []
    const ends = [effect(() => void seen.push(latest[0].value)), tc39Effect(() => void seen.push(latest[1].get()))]
    expect(peer.sockets).to.have.length(0)
    const state = toPreactSignal(signal, followState(chat))
    const end = state.subscribe(() => undefined)
    peer.last.say(...numbered(1_000))
    await until(() => seen.filter((value) => value === '999').length === 2)
    for (const each of [...ends, end]) each()
  })

  it('sees a message that equals the last one no second time: messages go to a callback', () => {
    const { chat, peer } = connectTo({ opens: true })
    const latest = toPreactSignal(signal, followLatest(chat))
    const state = toPreactSignal(signal, followState(chat))
    const end = state.subscribe(() => undefined)
    const seen: unknown[] = []
    const stop = effect(() => void seen.push(latest.value))
    peer.last.say('a', 'a')
    expect(seen).to.deep.equal([undefined, 'a'])
    stop()
    end()
  })
})
