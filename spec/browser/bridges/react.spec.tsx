import { expect } from 'chai'
import { clientStart$, type Connection } from 'pulsewire'
import { useConnection, useErrors, useLatest, useMessages, useSend, useStarts } from 'pulsewire/react'
import { Activity, type ReactNode, startTransition, StrictMode, useState } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server.browser'

import { leftOver } from '../../bridges/left-over.ts'
import { numbered } from '../../bridges/taking.ts'
import { connectTo } from '../../support/peers/connect-to.ts'
import { type Mount, type Mounted, uiContract, until } from './ui-contract.ts'

type Chat = Connection<string, string>

function place(): HTMLElement {
  return document.body.appendChild(document.createElement('div'))
}

/** Renders with `wrap` around a page that can be given another key. */
const mountWith =
  (wrap: (page: ReactNode) => ReactNode): Mount =>
  (chat) => {
    const element = place()
    const root = createRoot(element)
    const received: string[] = []
    function Page(): ReactNode {
      const state = useConnection(chat)
      useMessages(chat, (message) => received.push(message))
      return <p>{state._tag}</p>
    }
    let key = 0
    const render = (): void => root.render(wrap(<Page key={key++} />))
    render()
    const mounted: Mounted = {
      shown: () => element.textContent,
      received,
      remount: render,
      unmount: () => {
        root.unmount()
        element.remove()
      },
    }
    return mounted
  }

uiContract(
  'React',
  mountWith((page) => page),
)
uiContract(
  'React in StrictMode',
  mountWith((page) => <StrictMode>{page}</StrictMode>),
)

describe('The React bridge', () => {
  it('renders the latest message of 1,000 in one turn, and far less often than they come', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const element = place()
    const root = createRoot(element)
    let renders = 0
    function Page(): ReactNode {
      useConnection(chat)
      renders += 1
      return useLatest(chat) ?? 'nothing'
    }
    root.render(<Page />)
    await until(() => element.textContent === 'nothing' && peer.sockets.length === 1)
    const before = renders
    peer.last.say(...numbered(1_000))
    await until(() => element.textContent === '999')
    expect(renders - before).to.be.lessThan(5)
    root.unmount()
  })

  it('shows no two states at once while it renders concurrently', async () => {
    const { chat, peer } = connectTo()
    const element = place()
    const root = createRoot(element)
    const torn: string[] = []
    let renders = 0
    function Slow(): ReactNode {
      const { _tag } = useConnection(chat)
      const end = performance.now() + 3
      while (performance.now() < end);
      renders += 1
      return <i>{_tag}</i>
    }
    let setCount: (count: number) => void = () => undefined
    function List(): ReactNode {
      const [count, set] = useState(1)
      setCount = set
      return Array.from({ length: count }, (_, key) => <Slow key={key} />)
    }
    const observer = new MutationObserver(() => {
      const tags = new Set([...element.querySelectorAll('i')].map(({ textContent }) => textContent))
      if (tags.size > 1) torn.push([...tags].join())
    })
    observer.observe(element, { subtree: true, childList: true, characterData: true })
    root.render(<List />)
    await until(() => element.textContent === 'Connecting')
    const before = renders
    startTransition(() => setCount(30))
    await until(() => renders > before + 3)
    // In the middle of a render that has yielded.
    expect(element.querySelectorAll('i')).to.have.length(1)
    peer.last.open()
    await until(() => element.textContent === 'Open'.repeat(30))
    expect(torn).to.deep.equal([])
    expect(peer.sockets).to.have.length(1)
    observer.disconnect()
    root.unmount()
  })

  it('hydrates what a server rendered, though the page is connected already', async () => {
    const { chat } = connectTo({ opens: true })
    const Page = (): ReactNode => <p>{useConnection(chat)._tag}</p>
    const element = place()
    element.innerHTML = renderToString(<Page />)
    const lease = clientStart$(chat).subscribe()
    const complaints: unknown[] = []
    const root = hydrateRoot(element, <Page />, { onRecoverableError: (error) => complaints.push(error) })
    await until(() => element.textContent === 'Open')
    expect(complaints).to.deep.equal([])
    root.unmount()
    lease.unsubscribe()
  })

  it('follows another connection when it is given one, and lets the first go', async () => {
    const [first, second] = [connectTo({ opens: true }), connectTo()]
    first.errors.stop()
    const element = place()
    const root = createRoot(element)
    const Page = ({ chat }: { readonly chat: Chat }): ReactNode => useConnection(chat)._tag
    root.render(<Page chat={first.chat} />)
    await until(() => element.textContent === 'Open')
    root.render(<Page chat={second.chat} />)
    await until(() => element.textContent === 'Connecting')
    first.clock.pass(0)
    expect(leftOver(first.chat)).to.deep.equal([])
    root.unmount()
  })

  it('lets go while an activity is hidden, and starts again when it is shown', async () => {
    const { chat, peer, clock } = connectTo({ opens: true })
    const element = place()
    const root = createRoot(element)
    const Page = (): ReactNode => useConnection(chat)._tag
    const render = (mode: 'visible' | 'hidden'): void =>
      root.render(
        <Activity mode={mode}>
          <Page />
        </Activity>,
      )
    render('visible')
    await until(() => element.textContent === 'Open')
    render('hidden')
    await until(() => {
      clock.pass(0)
      return peer.last.isOver
    })
    render('visible')
    await until(() => peer.sockets.length === 2)
    root.unmount()
  })

  it('sends, with a function that stays the same, and calls the latest callback', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const element = place()
    const root = createRoot(element)
    const sends: Array<ReturnType<typeof useSend<string, string>>> = []
    const heard: string[] = []
    function Page({ name }: { readonly name: string }): ReactNode {
      useConnection(chat)
      useMessages(chat, (message) => heard.push(name + message))
      sends.push(useSend(chat))
      return name
    }
    for (const name of ['a', 'b']) {
      root.render(<Page name={name} />)
      await until(() => element.textContent === name && peer.sockets.length === 1)
    }
    expect(new Set(sends).size).to.equal(1)
    expect(await sends[0]!('hello')).to.include({ _tag: 'Right', right: 'hello' })
    expect(peer.last.sent).to.deep.equal(['hello'])
    peer.last.say('!')
    expect(heard).to.deep.equal(['b!'])
    root.unmount()
  })

  it('waits while it is given null, and begins with the connection', async () => {
    const { chat, peer, clock } = connectTo({ opens: true })
    const element = place()
    const root = createRoot(element)
    const received: string[] = []
    const results: unknown[] = []
    function Page({ given }: { readonly given: Chat | null }): ReactNode {
      const state = useConnection(given)
      useMessages(given, (message) => received.push(message))
      const send = useSend(given)
      return (
        <p onClick={() => void send('hello').then((result) => results.push(result._tag))}>
          {state._tag} {useLatest(given) ?? 'nothing'}
        </p>
      )
    }
    const click = async (): Promise<void> => {
      const before = results.length
      element.querySelector('p')?.click()
      await until(() => results.length > before)
    }
    root.render(<Page given={null} />)
    await until(() => element.textContent === 'Idle nothing')
    await click()
    root.render(<Page given={chat} />)
    await until(() => element.textContent === 'Open nothing')
    await click()
    peer.last.say('a')
    await until(() => element.textContent === 'Open a')
    root.render(<Page given={null} />)
    await until(() => element.textContent === 'Idle nothing')
    clock.pass(0)
    expect(leftOver(chat).filter((name) => !name.includes('lifecycle'))).to.deep.equal([])
    expect(received).to.deep.equal(['a'])
    expect(results).to.deep.equal(['Left', 'Right'])
    root.unmount()
  })

  it('calls back for errors and starts, with the callback of the last render', async () => {
    const { chat, peer, clock } = connectTo({ opens: true })
    const element = place()
    const root = createRoot(element)
    const [errors, starts]: [string[], string[]] = [[], []]
    function Page({ name }: { readonly name: string }): ReactNode {
      useConnection(chat)
      useErrors(chat, (error) => errors.push(name + error._tag))
      useStarts(chat, (open) => starts.push(name + open._tag))
      return name
    }
    for (const name of ['a', 'b']) {
      root.render(<Page name={name} />)
      await until(() => element.textContent === name && peer.sockets.length === 1)
    }
    peer.last.lose()
    clock.pass(1_000)
    expect(errors).to.deep.equal(['bConnectionLost'])
    expect(starts).to.deep.equal(['aOpen', 'bOpen'])
    root.unmount()
  })

  it('warns once, with the cure, about a connection that each render defines', async () => {
    const warnings: string[] = []
    const { warn, error } = console
    console.warn = (text: string) => warnings.push(text)
    console.error = () => undefined
    const element = place()
    const failures: unknown[] = []
    const root = createRoot(element, { onUncaughtError: (failure) => failures.push(failure) })
    try {
      const Page = (): ReactNode => useConnection(connectTo({ opens: true }).chat)._tag
      root.render(<Page />)
      await until(() => failures.length > 0)
    } finally {
      console.warn = warn
      console.error = error
      root.unmount()
    }
    expect(warnings.filter((text) => text.startsWith('pulsewire'))).to.have.length(1)
    expect(warnings[0]).to.include('useState(() => defineConnection(...))')
  })

  it('does not warn about a page that is given one connection after another', async () => {
    const warnings: unknown[] = []
    const { warn } = console
    console.warn = (text: unknown) => warnings.push(text)
    const element = place()
    const root = createRoot(element)
    const Page = ({ chat }: { readonly chat: Chat }): ReactNode => useConnection(chat)._tag
    try {
      for (let page = 0; page < 6; page++) {
        root.render(<Page chat={connectTo({ opens: true }).chat} />)
        await until(() => element.textContent === 'Open')
      }
    } finally {
      console.warn = warn
      root.unmount()
    }
    expect(warnings).to.deep.equal([])
  })
})
