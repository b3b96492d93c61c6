import { inspect } from 'node:util'

import { expect } from 'chai'
import {
  clientStart$,
  clientStop$,
  type Connection,
  type ConnectionEvent,
  type ConnectionOptions,
  defineConnection,
  type HandshakeFailed,
  send,
} from 'pulsewire'
import { instrument } from 'pulsewire/opentelemetry'
import { filter, firstValueFrom, of } from 'rxjs'

import { acceptance, rawPeer, started, stopPeers } from '../support/peers/raw-peer.ts'
import { listen } from '../support/peers/ws-server.ts'
import { backend } from '../support/telemetry-backend.ts'
import { told } from '../support/watching.ts'

const canary = 'c4n4ry'
const protocol = `bearer.${canary}`
const secrets = {
  query: `?token=${canary}`,
  headers: { authorization: `Bearer ${canary}`, cookie: `session=${canary}` },
  protocols: ['chat', protocol],
} as const

/** An address with a canary in its userinfo and its query. */
function withSecrets(url: string): string {
  return `${url.replace('ws://', `ws://user:${canary}@`)}${secrets.query}`
}

/** All text that a value exposes: its properties of all kinds, causes, stacks, and the output of `inspect`. */
function everythingOf(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value !== 'object' || value === null) return inspect(value)
  if (seen.has(value)) return ''
  seen.add(value)
  const own = Reflect.ownKeys(value).map((key) => {
    return `${String(key)}: ${everythingOf((value as Record<PropertyKey, unknown>)[key], seen)}`
  })
  return [inspect(value, { depth: 8, showHidden: true, getters: true }), ...own].join('\n')
}

/**
 * Runs a connection until an event was emitted, then stops it. Returns all events, the result of one `send`, and the spans
 * and metrics as text.
 */
async function playOut(
  options: ConnectionOptions<string, string>,
  until: string,
): Promise<readonly [Connection<string, string>, ConnectionEvent<string>[], string]> {
  const connection = defineConnection(options)
  const telemetry = backend()
  instrument(connection, telemetry)
  const events: ConnectionEvent<string>[] = []
  connection.subscribe((event) => events.push(event))
  const isSeen = firstValueFrom(connection.pipe(filter((event) => told(event) === until)), { defaultValue: undefined })
  clientStart$(connection).subscribe({ error: (error: unknown) => events.push(error as never) })
  of('a message')
    .pipe(send(connection))
    .subscribe((result) => events.push(result as never))
  await isSeen
  await firstValueFrom(clientStop$(connection), { defaultValue: undefined })
  const exported = await telemetry.text()
  // A dial, and the metrics of this connection.
  expect(exported).to.include('connect ').and.to.include('pulsewire.messages')
  return [connection, events, exported]
}

describe('guarantee 11: secrets appear in no event, no error, no inspection and no JSON', () => {
  afterEach(stopPeers)

  const dead = 'ws://127.0.0.1:1/'
  const retry = { initialDelay: 5, jitter: 'none' } as const

  const check = async (
    options: Partial<ConnectionOptions<string, string>> & { readonly url: ConnectionOptions<string, string>['url'] },
    tag: string,
  ): Promise<void> => {
    const { headers, protocols } = secrets
    const [connection, events, exported] = await playOut({ headers, protocols, retry, ...options }, tag)
    expect(exported).to.not.include(canary)
    expect(events.length).to.be.greaterThan(2)
    for (const event of events) {
      expect(everythingOf(event)).to.not.include(canary)
      expect(JSON.stringify(event)).to.not.include(canary)
    }
    expect(everythingOf(connection)).to.not.include(canary)
    expect(everythingOf(clientStart$(connection))).to.not.include(canary)
    expect(inspect(connection, { depth: 20, showHidden: true })).to.not.include(canary)
    expect(connection.name).to.not.include(canary)
  }

  it('when it opens, and when the peer closes', async () => {
    const server = await listen((socket) => {
      setTimeout(() => {
        socket.close(1012, 'restart')
      }, 10)
    })
    await check({ url: withSecrets(server.url) }, 'Waiting')
    await server.close()
  })

  it('when no server listens', async () => {
    await check({ url: withSecrets(dead) }, 'Waiting')
  })

  it('when the handshake is refused with a status, and when attempts are exhausted', async () => {
    const refusing = rawPeer((tcp) => tcp.end('HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n'))
    const { request } = await started(refusing)
    await check({ url: withSecrets(request.url), retry: { ...retry, maxAttempts: 2 } }, 'Failed')
  })

  it('when the peer sends the request back', async () => {
    const { request } = await started(rawPeer((tcp, asked) => tcp.end(asked)))
    await check({ url: withSecrets(request.url) }, 'Fault HandshakeFailed')
  })

  it('when the server chooses a subprotocol that was not offered', async () => {
    const { request } = await started(
      rawPeer((tcp, asked) => tcp.write(acceptance(asked, 'Sec-WebSocket-Protocol: other\r\n'))),
    )
    await check({ url: withSecrets(request.url) }, 'Fault HandshakeFailed')
  })

  it('when the url cannot be dialed', async () => {
    await check({ url: () => `ws://user:${canary}@ nowhere/${secrets.query}` }, 'Fault AddressFailed')
    await check({ url: () => `ws://127.0.0.1:1/${secrets.query}#${canary}` }, 'Fault AddressFailed')
    await check({ url: () => new URL(`http://user:${canary}@:x/`) }, 'Fault AddressFailed')
  })

  it('when the headers cannot be sent', async () => {
    const headers = (): Readonly<Record<string, string>> => ({ authorization: `Bearer ${canary}\n` })
    await check({ url: withSecrets(dead), headers }, 'Fault AddressFailed')
  })

  it('when the options can never work', () => {
    for (const url of [`ws://user:${canary}@ nowhere/`, `ftp://user:${canary}@peer/`, `${withSecrets(dead)}#x`]) {
      let thrown: unknown
      try {
        thrown = defineConnection({ url, protocols: [`${canary} no token`] })
      } catch (error) {
        thrown = error
      }
      expect(thrown).to.have.property('_tag', 'SettingsInvalid')
      expect(everythingOf(thrown)).to.not.include(canary)
    }
  })

  const answers = {
    Open: (asked: string) => acceptance(asked, `Set-Cookie: session=${canary}\r\nX-Session: ${canary}\r\n`),
    'Fault HandshakeFailed': () =>
      `HTTP/1.1 302 No\r\nSet-Cookie: session=${canary}\r\nLocation: ws://${canary}/\r\nContent-Length: 6\r\n\r\n${canary}`,
  }
  for (const [tag, answer] of Object.entries(answers)) {
    it(`when the peer answers with secrets of its own: ${tag} shows them to the program, and to no log`, async () => {
      const { request } = await started(rawPeer((tcp, asked) => tcp.write(answer(asked))))
      const [, events, exported] = await playOut({ url: request.url, retry, closeTimeout: 50 }, tag)
      expect(exported).to.not.include(canary)
      const event = events.find((seen) => told(seen) === tag) as object
      const answered = ('error' in event ? event.error : event) as Pick<
        HandshakeFailed,
        'headers' | 'body' | 'location'
      >
      expect(answered.headers?.['set-cookie']).to.deep.equal([`session=${canary}`])
      if (tag !== 'Open') expect(answered).to.include({ body: canary, location: `ws://${canary}/` })
      for (const seen of events) {
        const copy: unknown = { ...seen }
        expect(inspect(copy, { depth: 8 })).to.not.include(canary)
        expect(inspect(seen, { depth: 8, showHidden: true })).to.not.include(canary)
        expect(JSON.stringify(seen)).to.not.include(canary)
        if ('error' in seen) {
          const { message, stack } = seen.error as Error
          expect(`${message}${stack ?? ''}`).to.not.include(canary)
        }
      }
    })
  }

  it('when it times out', async () => {
    const { request } = await started(rawPeer(() => undefined))
    await check({ url: withSecrets(request.url), connectTimeout: 10 }, 'Fault ConnectTimedOut')
  })

  it('finds a canary in a nested cause with a symbol as its key', () => {
    expect(everythingOf({ deep: { cause: new Error('x', { cause: { [Symbol('s')]: canary } }) } })).to.include(canary)
  })
})
