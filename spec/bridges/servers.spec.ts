import { mkdirSync, writeFileSync } from 'node:fs'

import { expect } from 'chai'
import { clientStart$ } from 'pulsewire'
import * as forReact from 'pulsewire/react'
import { hold } from 'pulsewire/store'
import { connectionState, latestMessage } from 'pulsewire/svelte'
import * as forVue from 'pulsewire/vue'
import { createElement, StrictMode } from 'react'
import { renderToReadableStream, renderToString } from 'react-dom/server'
import type { Component } from 'svelte'
import { compile } from 'svelte/compiler'
import { render } from 'svelte/server'
import { createSSRApp, defineComponent, h } from 'vue'
import { renderToString as renderVue } from 'vue/server-renderer'

import { root } from '../../scripts/verify/entry-points.ts'
import { connectTo } from '../support/peers/connect-to.ts'
import { leftOver } from './left-over.ts'

describe('Rendering on a server', () => {
  function ReactPage({ chat }: { readonly chat: ReturnType<typeof connectTo>['chat'] }) {
    const state = forReact.useConnection(chat)
    const latest = forReact.useLatest(chat)
    forReact.useMessages(chat, () => undefined)
    forReact.useSend(chat)
    return createElement('p', null, `${state._tag} ${latest ?? 'nothing'}`)
  }

  const VuePage = defineComponent({
    props: { chat: { type: Object, required: true } },
    setup: ({ chat }) => {
      const connection = chat as ReturnType<typeof connectTo>['chat']
      const state = forVue.useConnection(connection)
      const latest = forVue.useLatest(connection)
      forVue.useMessages(connection, () => undefined)
      return () => h('p', `${state.value._tag} ${latest.value ?? 'nothing'}`)
    },
  })

  const pages: Readonly<Record<string, (described_: ReturnType<typeof connectTo>) => Promise<string>>> = {
    'React, to a string': ({ chat }) =>
      Promise.resolve(renderToString(createElement(StrictMode, null, createElement(ReactPage, { chat })))),
    'React, to a stream': async ({ chat }) =>
      new Response(await renderToReadableStream(createElement(ReactPage, { chat }))).text(),
    Vue: ({ chat }) => renderVue(createSSRApp(VuePage, { chat })),
    Svelte: async ({ chat }) => {
      const source =
        '<script>let { state, latest } = $props()</script><p>{state.current._tag} {latest.current ?? "nothing"}</p>'
      const folder = `${root}temp/bridges`
      mkdirSync(folder, { recursive: true })
      writeFileSync(`${folder}/server.mjs`, compile(source, { generate: 'server' }).js.code)
      const { default: page } = (await import(`${folder}/server.mjs`)) as {
        default: Component<{ state: unknown; latest: unknown }>
      }
      return render(page, { props: { state: connectionState(chat), latest: latestMessage(chat) } }).body
    },
  }

  for (const [name, page] of Object.entries(pages)) {
    it(`opens nothing and leaves nothing: ${name}`, async () => {
      const fresh = connectTo({ opens: true })
      expect(await page(fresh)).to.include('<p>Idle nothing</p>')
      fresh.errors.stop()
      expect(fresh.peer.sockets).to.have.length(0)
      expect(leftOver(fresh.chat)).to.deep.equal([])
      expect(fresh.clock.pending()).to.equal(0)
    })
  }

  it('renders Idle in React though the server itself is connected, as the page will', () => {
    const { chat } = connectTo({ opens: true })
    const lease = clientStart$(chat).subscribe({ error: () => undefined })
    expect(renderToString(createElement(ReactPage, { chat }))).to.equal('<p>Idle nothing</p>')
    lease.unsubscribe()
  })

  it('the function of useSend sends volatile messages, for React and for Vue', async () => {
    const { chat } = connectTo()
    const sends: Array<(value: string) => Promise<unknown>> = []
    renderToString(
      createElement(() => {
        sends.push(forReact.useSend(chat, { volatile: true }))
        return null
      }),
    )
    sends.push(forVue.useSend(chat, { volatile: true }))
    const release = hold(chat)
    // A message that is not volatile would wait for the connection.
    const results = await Promise.all(sends.map(async (say) => say('typing')))
    for (const result of results) expect(result).to.have.nested.property('left._tag', 'NotOpen')
    expect(results).to.have.length(2)
    release()
  })
})
