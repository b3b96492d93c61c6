import { Injector, runInInjectionContext } from '@angular/core'
import { createStore } from 'jotai/vanilla'
import { html, LitElement } from 'lit'
import { autorun, computed } from 'mobx'
import type { Connection } from 'pulsewire'
import { onMessages } from 'pulsewire/store'
import { createRenderEffect, createRoot } from 'solid-js'

import { injectConnection, injectMessages } from '../../../examples/recipes/angular.ts'
import { connectionAtom } from '../../../examples/recipes/jotai.ts'
import { ConnectionController } from '../../../examples/recipes/lit.ts'
import { observableConnection } from '../../../examples/recipes/mobx.ts'
import { connectionStore } from '../../../examples/recipes/nanostores.ts'
import { createConnection, createMessages } from '../../../examples/recipes/solid.ts'
import { type Mount, type Mounted, uiContract } from './ui-contract.ts'

/** Something that can be begun and ended again and again: what it shows, and what it received. */
function mountAgain(
  begin: (show: (tag: string) => void, received: string[]) => () => void,
  shownNow?: () => string,
): Mounted {
  let shown = ''
  const received: string[] = []
  const start = (): (() => void) => begin((tag) => (shown = tag), received)
  let end = start()
  return {
    shown: shownNow ?? (() => shown),
    received,
    remount: () => {
      end()
      end = start()
    },
    unmount: () => end(),
  }
}

/** For what carries states alone: messages go to a callback beside it. */
const withMessages =
  (follow: (chat: Connection<string, string>) => (show: (tag: string) => void) => () => void): Mount =>
  (chat) => {
    const begin = follow(chat)
    return mountAgain((show, received) => {
      const leave = onMessages(chat, (message) => received.push(message))
      const end = begin(show)
      return () => {
        end()
        leave()
      }
    })
  }

uiContract('The recipe for Solid', (chat) =>
  mountAgain((show, received) =>
    createRoot((dispose) => {
      const state = createConnection(chat)
      createMessages(chat, (message) => received.push(message))
      createRenderEffect(() => show(state()._tag))
      return dispose
    }),
  ),
)

uiContract('The recipe for Angular', (chat) => {
  let read = (): string => ''
  return mountAgain(
    (_, received) => {
      const injector = Injector.create({ providers: [] })
      runInInjectionContext(injector, () => {
        const state = injectConnection(chat)
        injectMessages(chat, (message) => received.push(message))
        read = () => state()._tag
      })
      return () => injector.destroy()
    },
    () => read(),
  )
})

uiContract(
  'The recipe for jotai',
  withMessages((chat) => {
    const store = createStore()
    const state = connectionAtom(chat)
    return (show) => {
      const update = (): void => show(store.get(state)._tag)
      const end = store.sub(state, update)
      update()
      return end
    }
  }),
)

uiContract(
  'The recipe for nanostores',
  withMessages((chat) => {
    const $state = connectionStore(chat)
    return (show) => $state.subscribe(({ _tag }) => show(_tag))
  }),
)

uiContract(
  'The recipe for MobX',
  withMessages((chat) => {
    const state = observableConnection(chat)
    return (show) => autorun(() => show(state.current._tag))
  }),
)

uiContract(
  'The recipe for MobX, through a computed value',
  withMessages((chat) => {
    const state = observableConnection(chat)
    const tag = computed(() => state.current._tag)
    return (show) => autorun(() => show(tag.get()))
  }),
)

uiContract('The recipe for Lit', (chat) => {
  const received: string[] = []
  class ChatElement extends LitElement {
    readonly controller = new ConnectionController(this, chat, (message) => received.push(message))

    override render() {
      return html`<p>${this.controller.state._tag}</p>`
    }
  }
  customElements.define(`chat-${crypto.randomUUID()}`, ChatElement)
  const element = document.body.appendChild(new ChatElement())
  return {
    shown: () => element.shadowRoot?.textContent.trim() ?? '',
    received,
    remount: () => {
      element.remove()
      document.body.append(element)
    },
    unmount: () => element.remove(),
  }
})
