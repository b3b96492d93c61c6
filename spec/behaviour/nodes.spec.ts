import { expect } from 'chai'
import {
  clientRestart$,
  clientStart$,
  clientStop$,
  type Connection,
  decodeSettings,
  error$,
  project,
  raw,
  receive$,
  send,
  start$,
  stop$,
} from 'pulsewire'
import { firstValueFrom, map, of, take, takeUntil, timer, toArray } from 'rxjs'

import { listen, type Listening } from '../support/peers/ws-server.ts'
import { watch } from '../support/watching.ts'

const first = { defaultValue: undefined }

function found<In, Out>(
  looked: { readonly _tag: 'Right'; readonly right: Connection<In, Out> } | { readonly _tag: 'Left' },
): Connection<In, Out> {
  if (looked._tag === 'Left') throw new Error('The settings do not hold it.')
  return looked.right
}

describe("Incari Studio's WebSocket nodes, against a real server", () => {
  let server: Listening
  let heard: Array<readonly [string, boolean]> = []
  let chat: Connection<string, string>
  let bytes: Connection<string | Uint8Array, string | Uint8Array>

  before(async () => {
    server = await listen((socket) => {
      socket.on('message', (data, isBinary) => {
        const text = (data as Buffer).toString()
        heard.push([text, isBinary])
        if (text === 'close me') socket.close(4400, 'no')
        else socket.send(isBinary ? data : `echo ${text}`, { binary: isBinary })
      })
    })
    const { hostname, port } = new URL(server.url)
    const settings = decodeSettings({
      connections: [
        { name: 'chat', url: `ws://${hostname}/chat`, port: Number(port) },
        { name: 'bytes', url: `${server.url}bytes` },
      ],
    })
    if (settings._tag === 'Left') throw settings.left
    const { connection } = project(settings.right, { bytes: { codec: raw } })
    chat = found(connection('chat'))
    bytes = found(connection('bytes'))
  })

  beforeEach(() => {
    heard = []
  })

  afterEach(async () => {
    await Promise.all([firstValueFrom(clientStop$(chat), first), firstValueFrom(clientStop$(bytes), first)])
  })

  after(() => server.close())

  const open = async (connection: Connection<never, never>): Promise<void> => {
    clientStart$(connection).subscribe({ error: () => undefined })
    await firstValueFrom(connection.pipe(start$()), first)
  }

  it('WebSocket settings: a list of connections, each with name, url and port; the nodes pick one by its name', async () => {
    const opened = firstValueFrom(chat.pipe(start$()), first)
    clientStart$(chat).subscribe()
    expect(await opened).to.include({ url: `${server.url}chat` })
    expect(chat.name).to.equal('chat')
  })

  it('Plugin switch: when it is off, no connection exists', () => {
    const settings = decodeSettings({ enabled: false, connections: [{ name: 'chat', url: server.url }] })
    if (settings._tag === 'Left') throw settings.left
    expect(project(settings.right).connection('chat')).to.have.nested.property('left._tag', 'PluginDisabled')
  })

  it('WebSocket Client Start: a request; it returns before the connection is established', async () => {
    const states = watch(clientStart$(chat))
    expect(states.values.map(({ _tag }) => _tag)).to.deep.equal(['Connecting'])
    await firstValueFrom(chat.pipe(start$()), first)
    expect(states.values.map(({ _tag }) => _tag)).to.deep.equal(['Connecting', 'Open'])
  })

  it('On WebSocket Start: when the connection is really established, at once if it is, and on every restart', async () => {
    const starts = watch(chat.pipe(start$()))
    expect(starts.values).to.have.length(0)
    await open(chat as never)
    expect(watch(chat.pipe(start$())).values).to.have.length(1)
    await firstValueFrom(clientRestart$(chat), first)
    expect(starts.values).to.have.length(2)
  })

  it('WebSocket Client Send: text with Is Binary off, binary with it on, by the codec without it', async () => {
    await open(chat as never)
    const results = await firstValueFrom(of('a', 'b').pipe(send(chat), toArray()), first)
    expect(results?.map(({ _tag }) => _tag)).to.deep.equal(['Right', 'Right'])
    const answers = firstValueFrom(chat.pipe(receive$(), take(4), toArray()), first)
    await firstValueFrom(of('c').pipe(send(chat, { binary: true })), first)
    await firstValueFrom(of(Uint8Array.of(100)).pipe(send(chat, { binary: false })), first)
    await answers
    expect(heard).to.deep.equal([
      ['a', false],
      ['b', false],
      ['c', true],
      ['d', false],
    ])
  })

  it('On WebSocket Receive: a string with Is Binary off, bytes with it on, whatever kind the message was', async () => {
    const values = watch(
      bytes.pipe(
        receive$(),
        map((value) => (typeof value === 'string' ? value : Buffer.from(value).toString())),
      ),
    )
    const texts = watch(bytes.pipe(receive$({ binary: false })))
    const octets = watch(
      bytes.pipe(
        receive$({ binary: true }),
        map((data) => [...data]),
      ),
    )
    const two = firstValueFrom(bytes.pipe(receive$(), take(2), toArray()), first)
    await open(bytes as never)
    of('a', Uint8Array.of(98)).pipe(send(bytes)).subscribe()
    await two
    expect(values.values).to.deep.equal(['echo a', 'b'])
    expect(texts.values).to.deep.equal(['echo a', 'b'])
    expect(octets.values).to.deep.equal([[...Buffer.from('echo a')], [98]])
  })

  it('On WebSocket Error: every error of any action: connecting, sending, receiving, stopping', async () => {
    const errors = watch(chat.pipe(error$()))
    of('too soon').pipe(send(chat)).subscribe()
    clientStop$(chat, { code: 1005 }).subscribe({ error: () => undefined })
    await open(chat as never)
    const lost = firstValueFrom(chat.pipe(stop$()), first)
    of('close me').pipe(send(chat)).subscribe()
    await lost
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['NotOpen', 'CloseInvalid', 'ConnectionLost'])
    expect(errors.values.at(-1)).to.include({ code: 4400, reason: 'no' })
    const { connection } = project(
      { connections: [{ name: 'nobody', url: 'ws://127.0.0.1:1/' }] },
      { nobody: { retry: false } },
    )
    const nobody = found(connection('nobody'))
    const refused = await firstValueFrom(clientStart$(nobody).pipe(error$()), first)
    expect(refused).to.include({ _tag: 'HandshakeFailed', connection: 'nobody' })
  })

  it('WebSocket Client Stop: a request; it returns before the disconnect is finished', async () => {
    await open(chat as never)
    const states = watch(chat)
    const rest = watch(clientStop$(chat, { code: 4000, reason: 'done' }))
    expect(states.values.map(({ _tag }) => _tag)).to.deep.equal(['Open', 'Closing'])
    expect(rest.values).to.deep.equal([])
    await firstValueFrom(clientStop$(chat), first)
    expect(rest.values).to.deep.equal([{ _tag: 'Closed', code: 4000, reason: 'done', wasClean: true }])
  })

  it('On WebSocket Stop: when the connection has really been terminated', async () => {
    const stops = watch(chat.pipe(stop$()))
    await open(chat as never)
    const stopped = firstValueFrom(clientStop$(chat), first)
    expect(stops.values).to.deep.equal([])
    await stopped
    expect(stops.values).to.deep.equal([{ _tag: 'Closed', code: 1000, reason: '', wasClean: true }])
  })

  it('a scope is a subscription: what a scene starts ends with the scene, unless another scope needs it', async () => {
    await open(chat as never)
    clientStart$(chat)
      .pipe(takeUntil(timer(1)))
      .subscribe()
    await firstValueFrom(timer(10), first)
    expect(watch(chat).values.map(({ _tag }) => _tag)).to.deep.equal(['Open'])
  })
})
