import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket as TcpSocket } from 'node:net'

import { expect } from 'chai'
import { clientStart$, clientStop$, type Connection, type ConnectionOptions, defineConnection } from 'pulsewire'
import { firstValueFrom } from 'rxjs'
import { WebSocketServer } from 'ws'

import { watch } from '../support/watching.ts'
import { until } from '../transport/harness.ts'
import { toLine } from './line.ts'
import { leaksOf } from './secrets.ts'

/** A server whose tokens expire: it refuses an old one with 401, and closes with 4401 whoever is open with it. */
class TokenServer {
  readonly #http = createServer()
  readonly #sockets = new WebSocketServer({ noServer: true })
  readonly #connections = new Set<TcpSocket>()
  valid = 1
  /** The tokens that came. */
  readonly presented: string[] = []

  constructor() {
    this.#http.on('connection', (tcp: TcpSocket) => this.#connections.add(tcp))
    this.#http.on('upgrade', (request, tcp, head) => {
      const token = tokenOf(request)
      this.presented.push(token)
      if (token !== this.token) tcp.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n')
      else this.#sockets.handleUpgrade(request, tcp, head, (socket) => this.#sockets.emit('connection', socket))
    })
  }

  get token(): string {
    return `s3cr3t-${this.valid}`
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}/`
  }

  expire(): void {
    this.valid += 1
    for (const socket of this.#sockets.clients) socket.close(4401, 'token expired')
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve))
    return this
  }

  async stop(): Promise<void> {
    for (const tcp of this.#connections) tcp.destroy()
    await new Promise((resolve) => this.#http.close(resolve))
  }
}

function tokenOf({ url, headers }: IncomingMessage): string {
  return new URL(url ?? '', 'ws://any').searchParams.get('token') ?? headers.authorization?.replace('Bearer ', '') ?? ''
}

/** Ways to present a token. The function is asked for a fresh one before every dial. */
type Presenting = (server: TokenServer, token: () => Promise<string>) => ConnectionOptions<string, string>

const ways: Readonly<Record<string, Presenting>> = {
  'in the query': ({ url }, token) => ({ url: async () => `${url}?token=${await token()}` }),
  'in a header': ({ url }, token) => ({ url, headers: async () => ({ Authorization: `Bearer ${await token()}` }) }),
}

for (const [where, present] of Object.entries(ways)) {
  describe(`refresh, with a token ${where}`, function () {
    this.timeout(20_000)
    let server: TokenServer
    let lines: string[]
    let leaks: string[]
    let connection: Connection<string, string>

    /** Starts a connection whose n-th dial presents what `ask` gives. */
    function begin(ask: (nth: number) => string): void {
      let nth = 0
      connection = defineConnection({
        ...present(server, async () => ask(++nth)),
        heartbeat: false,
        retry: { initialDelay: 30_000, jitter: 'none' },
      })
      connection.subscribe((event) => {
        lines.push(toLine(event))
        leaks.push(...leaksOf(event))
      })
      watch(clientStart$(connection))
    }

    beforeEach(async () => {
      server = await new TokenServer().start()
      lines = []
      leaks = []
    })

    afterEach(async () => {
      await firstValueFrom(clientStop$(connection))
      await server.stop()
      expect(leaks).to.deep.equal([])
    })

    it('dials at once with a fresh token after 401 on the upgrade', async () => {
      begin((nth) => (nth === 1 ? 's3cr3t-old' : server.token))
      await until(() => lines.includes('Open'))
      expect(lines).to.deep.equal([
        ...['Idle', 'Connecting 1', '! HandshakeFailed 401', 'Waiting 2', 'Connecting 2', 'Open'],
      ])
      expect(server.presented).to.deep.equal(['s3cr3t-old', 's3cr3t-1'])
    })

    it('dials at once with a fresh token after 4401 while open', async () => {
      begin(() => server.token)
      await until(() => lines.includes('Open'))
      server.expire()
      await until(() => lines.filter((line) => line === 'Open').length === 2)
      expect(lines.slice(2)).to.deep.equal(['Open', '! ConnectionLost 4401', 'Waiting 2', 'Connecting 2', 'Open'])
      expect(server.presented).to.deep.equal(['s3cr3t-1', 's3cr3t-2'])
    })

    it('gives up at a second 401: the fresh token was no better', async () => {
      begin(() => 's3cr3t-wrong')
      await until(() => lines.includes('Failed'))
      expect(lines).to.deep.equal([
        ...['Idle', 'Connecting 1', '! HandshakeFailed 401', 'Waiting 2', 'Connecting 2', '! HandshakeFailed 401'],
        'Failed',
      ])
      expect(server.presented).to.have.lengthOf(2)
    })

    it('gives up at a 4401 that comes right after a refresh', async () => {
      begin(() => server.token)
      await until(() => lines.includes('Open'))
      server.expire()
      await until(() => lines.filter((line) => line === 'Open').length === 2)
      server.expire()
      await until(() => lines.includes('Failed'))
      expect(lines.slice(-3)).to.deep.equal(['Open', '! ConnectionLost 4401', 'Failed'])
    })
  })
}
