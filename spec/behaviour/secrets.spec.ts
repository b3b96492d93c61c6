import { inspect } from 'node:util'

import { expect } from 'chai'
import {
  clientStart$,
  clientStop$,
  type Connection,
  type ConnectionEvent,
  type ConnectionOptions,
  defineConnection,
  send,
} from 'pulsewire'
import { filter, firstValueFrom, of } from 'rxjs'

import { listen, listenTcp } from '../support/peers/ws-server.ts'
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

/** Everything that can be read of a value: properties of all kinds, causes, stacks, and what Node prints. */
function everythingOf(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value !== 'object' || value === null) return inspect(value)
  if (seen.has(value)) return ''
  seen.add(value)
  const own = Reflect.ownKeys(value).map((key) => {
    return `${String(key)}: ${everythingOf((value as Record<PropertyKey, unknown>)[key], seen)}`
  })
  return [inspect(value, { depth: 8, showHidden: true, getters: true }), ...own].join('\n')
}

/** Plays a connection until an event was told, then stops it; answers everything that was told and sent back. */
async function playOut(
  options: ConnectionOptions<string, string>,
  until: string,
): Promise<readonly [Connection<string, string>, ConnectionEvent<string>[]]> {
  const connection = defineConnection(options)
  const events: ConnectionEvent<string>[] = []
  connection.subscribe((event) => events.push(event))
  const isSeen = firstValueFrom(connection.pipe(filter((event) => told(event) === until)), { defaultValue: undefined })
  clientStart$(connection).subscribe({ error: (error: unknown) => events.push(error as never) })
  of('a message')
    .pipe(send(connection))
    .subscribe((result) => events.push(result as never))
  await isSeen
  await firstValueFrom(clientStop$(connection), { defaultValue: undefined })
  return [connection, events]
}

describe('guarantee 11: secrets appear in no event, no error, no inspection and no JSON', () => {
  const dead = 'ws://127.0.0.1:1/'
  const retry = { initialDelay: 5, jitter: 'none' } as const

  const check = async (
    options: Partial<ConnectionOptions<string, string>> & { readonly url: ConnectionOptions<string, string>['url'] },
    tag: string,
  ): Promise<void> => {
    const { headers, protocols } = secrets
    const [connection, events] = await playOut({ headers, protocols, retry, ...options }, tag)
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

  it('when nobody listens', async () => {
    await check({ url: withSecrets(dead) }, 'Waiting')
  })

  it('when the handshake is refused with a status, and when attempts are exhausted', async () => {
    const server = await listenTcp((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n'))
    })
    await check({ url: withSecrets(server.url), retry: { ...retry, maxAttempts: 2 } }, 'Failed')
    await server.close()
  })

  it('when the peer answers nonsense that quotes the request', async () => {
    const server = await listenTcp((socket) => {
      socket.once('data', (data) => socket.end(data))
    })
    await check({ url: withSecrets(server.url) }, 'Fault HandshakeFailed')
    await server.close()
  })

  it('when the server chooses a subprotocol that was not offered', async () => {
    const server = await listenTcp((socket) => {
      socket.once('data', () =>
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n',
        ),
      )
    })
    await check({ url: withSecrets(server.url) }, 'Fault HandshakeFailed')
    await server.close()
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

  it('when it times out', async () => {
    const server = await listenTcp((socket) => socket.resume())
    await check({ url: withSecrets(server.url), connectTimeout: 10 }, 'Fault ConnectTimedOut')
    await server.close()
  })

  it('finds a canary where there is one', () => {
    expect(everythingOf({ deep: { cause: new Error('x', { cause: { [Symbol('s')]: canary } }) } })).to.include(canary)
  })
})
