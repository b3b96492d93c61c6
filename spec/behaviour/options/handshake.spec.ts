import { expect } from 'chai'
import {
  clientStart$,
  clientStop$,
  type ConnectionError,
  defineConnection,
  diagnose,
  type End,
  type HandshakeFailed,
  state$,
} from 'pulsewire'
import { filter, firstValueFrom, map, of, take, toArray } from 'rxjs'

import { acceptance, rawPeer, started, stopPeers } from '../../support/peers/raw-peer.ts'
import { listen } from '../../support/peers/ws-server.ts'
import { exchange, reach } from './exchange.ts'

const retry = { initialDelay: 1, jitter: 'none' } as const

describe('The answer to an opening handshake', () => {
  afterEach(stopPeers)

  const refusedWith = async (answer: string): Promise<HandshakeFailed> => {
    const { request } = await started(rawPeer((tcp) => tcp.end(answer)))
    const failing = reach({ url: request.url, retry: false }, 'Open')
    return (await failing.catch((error: unknown) => error)) as HandshakeFailed
  }

  it('is the location of a redirect, which is not followed', async () => {
    const error = await refusedWith('HTTP/1.1 307 There\r\nLocation: wss://elsewhere.example/chat\r\n\r\n')
    expect(error).to.include({ _tag: 'HandshakeFailed', status: 307, location: 'wss://elsewhere.example/chat' })
    expect(error.message).not.to.include('elsewhere')
  })

  it('is followed by a program that dials the location: a url function reads it from the last error', async () => {
    const there = await listen((socket) => {
      socket.send('there')
    })
    await started(Promise.resolve({ stop: there.close }))
    const here = await started(rawPeer((tcp) => tcp.end(`HTTP/1.1 302 Go\r\nLocation: ${there.url}\r\n\r\n`)))
    let url = here.request.url
    const follow = (end: End): ReturnType<typeof diagnose> => {
      const { location } = end.error as HandshakeFailed
      if (location === undefined) return diagnose(end)
      url = location
      return 'refresh'
    }
    expect(await exchange({ url: () => url, retry: { ...retry, diagnose: follow } }, '')).to.equal('there')
  })

  it('is the headers and the body of a refusal, which diagnose may decide by', async () => {
    const error = await refusedWith('HTTP/1.1 503 No\r\nX-Reason: draining\r\nContent-Length: 14\r\n\r\n{"again":true}')
    expect(error).to.include({ status: 503, body: '{"again":true}' })
    expect(error.headers).to.include({ 'x-reason': 'draining' })
    expect(error.message).not.to.match(/draining|again/)
  })

  it('is the headers of the 101, with which the next request may go to the same server', async () => {
    const { request } = await started(
      rawPeer((tcp, asked) => tcp.write(acceptance(asked, 'Set-Cookie: pod=7; Path=/\r\nX-Served-By: pod-7\r\n'))),
    )
    const { headers } = await reach({ url: request.url }, 'Open')
    expect(headers).to.deep.equal({ 'set-cookie': ['pod=7; Path=/'], 'x-served-by': 'pod-7' })
  })

  it('does not end a connection that was open before, where a gateway answers 403 once', async () => {
    let dials = 0
    const { url, close } = await listen(
      (socket) => {
        if (dials === 1) socket.close(1012, 'deployment')
      },
      { refuse: () => ((dials += 1) === 2 ? 403 : undefined) },
    )
    await started(Promise.resolve({ stop: close }))
    const chat = defineConnection({ url, retry })
    const states = firstValueFrom(chat.pipe(state$(), map(({ _tag }) => _tag), take(8), toArray())) // prettier-ignore
    clientStart$(chat).subscribe({ error: () => undefined })
    expect(await states).to.deep.equal([
      ...['Idle', 'Connecting', 'Open', 'Waiting'],
      ...['Connecting', 'Waiting', 'Connecting', 'Open'],
    ])
    await firstValueFrom(clientStop$(chat))
  })

  it('ends a first dial at a 403', async () => {
    const { url, close } = await listen(undefined, { refuse: () => 403 })
    await started(Promise.resolve({ stop: close }))
    const error = (await reach({ url, retry }, 'Open').catch((cause: unknown) => cause)) as ConnectionError
    expect(error).to.include({ _tag: 'HandshakeFailed', status: 403 })
  })
})

describe('The option protocols', () => {
  afterEach(stopPeers)

  /** A server that accepts the token of each dial once: each has to be fresh. */
  async function strict(): Promise<{ readonly url: string; readonly offered: string[] }> {
    const offered: string[] = []
    const { url, close } = await listen(
      (socket) => {
        if (offered.length === 1) socket.close(1012)
      },
      {
        refuse: ({ headers }) => {
          const offer = headers['sec-websocket-protocol'] ?? ''
          const isFresh = !offered.includes(offer)
          offered.push(offer)
          return isFresh ? undefined : 401
        },
      },
    )
    await started(Promise.resolve({ stop: close }))
    return { url, offered }
  }

  for (const [kind, answer] of [
    ['a value', (list: string[]) => list],
    ['a Promise', (list: string[]) => Promise.resolve(list)],
    ['an Observable', (list: string[]) => of(list)],
  ] as const) {
    it(`is a function that gives a fresh token for every dial, as ${kind}`, async () => {
      const { url, offered } = await strict()
      let tokens = 0
      const chat = defineConnection({ url, retry, protocols: () => answer(['chat', `token.${(tokens += 1)}`]) })
      const opened = firstValueFrom(
        chat.pipe(
          state$(),
          filter((state) => state._tag === 'Open'),
          take(2),
          toArray(),
        ),
      )
      clientStart$(chat).subscribe({ error: () => undefined })
      expect((await opened).map(({ protocol }) => protocol)).to.deep.equal(['[redacted]', '[redacted]'])
      expect(offered).to.deep.equal(['chat,token.1', 'chat,token.2'])
      await firstValueFrom(clientStop$(chat))
    })
  }

  it('makes a 401 a reason to ask the function again at once', async () => {
    const { url, offered } = await strict()
    offered.push('token.1')
    let asked = 0
    const protocols = (): Promise<string> => Promise.resolve(`token.${(asked += 1)}`)
    await reach({ url, protocols, retry: { initialDelay: 60_000, maxDelay: 60_000 } }, 'Open')
    expect(offered).to.deep.equal(['token.1', 'token.1', 'token.2'])
  })
})
