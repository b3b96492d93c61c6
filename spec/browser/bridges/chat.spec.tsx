import { expect } from 'chai'
import { defineConnection } from 'pulsewire'
import { closes, type Peer, peer } from 'pulsewire/testing'
import { StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { firstValueFrom } from 'rxjs'

import { type Room, roomCodec, Rooms } from '../../../examples/recipes/chat.tsx'
import { until } from './ui-contract.ts'

describe('the React chat of the recipes', () => {
  let element: HTMLElement
  let root: Root

  beforeEach(() => {
    element = document.body.appendChild(document.createElement('div'))
    root = createRoot(element)
  })

  afterEach(() => {
    root.unmount()
    element.remove()
  })

  const backoff = { initialDelay: 200, jitter: 'none' } as const
  const roomOf = (name: string, server: Peer, retry: false | typeof backoff = backoff): Room =>
    defineConnection({ name, url: 'ws://peer', codec: roomCodec, transport: server.transport, retry })

  /** What the server received, without the ids. */
  const received = (server: Peer): unknown[] => {
    const all: unknown[] = []
    server.sent$
      .subscribe((data) => {
        const { type, who, text } = JSON.parse(data as string) as { type: string; who?: string; text?: string }
        all.push([type, who ?? text].join(' ').trim())
      })
      .unsubscribe()
    return all
  }

  /** Types as a person does: React listens to the event, and looks at the value. */
  function say(text: string): void {
    const input = element.querySelector('input')
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
    set?.call(input, text)
    input?.dispatchEvent(new Event('input', { bubbles: true }))
    element.querySelector('form')?.requestSubmit()
  }

  const render = (name: string, connect: (name: string) => Room): void =>
    root.render(
      <StrictMode>
        <Rooms name={name} who="Ada" connect={connect} />
      </StrictMode>,
    )

  it('joins on every start, ahead of the lines that were queued, and drops "typing" while it is away', async () => {
    const said = JSON.stringify({ type: 'said', id: '1', who: 'Bob', text: 'tea?' })
    const server = peer(['-oa--x', '-o'], { a: said, x: closes(1012) })
    const tea = roomOf('tea', server)
    render('tea', () => tea)
    await until(() => element.querySelector('[role=status]') !== null)
    expect(element.querySelector('li')?.textContent).to.equal('Bob: tea?')
    say('yes')
    await until(() => element.querySelector('main')?.getAttribute('aria-busy') === 'false')
    await until(() => received(server).includes('say yes'))
    expect(received(server)).to.deep.equal(['join Ada', 'join Ada', 'say yes'])
    expect(element.querySelector('[data-status=sending]')?.textContent).to.equal('Ada: yes')
  })

  it('leaves a room for another one', async () => {
    const servers = { tea: peer(['-oa'], { a: '{"type":"typing","who":"Bob"}' }), coffee: peer(['-o']) }
    const connect = (name: string): Room => roomOf(name, servers[name as keyof typeof servers])
    render('tea', connect)
    await until(() => element.textContent.includes('Bob is typing'))
    render('coffee', connect)
    expect(await firstValueFrom(servers.tea.closed$)).to.include({ code: 1000 })
    await until(() => received(servers.coffee).length === 1)
    expect(element.textContent).not.to.include('Bob')
  })

  it('shows which line did not leave when the connection gives up', async () => {
    const server = peer(['-----------------------------#'])
    const tea = roomOf('tea', server, false)
    render('tea', () => tea)
    await until(() => element.querySelector('form') !== null)
    say('hello')
    await until(() => element.querySelector('[data-status=failed]') !== null)
    expect(element.querySelector('[role=alert]')?.textContent).to.include('tea: ')
    expect(element.querySelector('li')?.textContent).to.equal('Ada: hello')
  })
})
