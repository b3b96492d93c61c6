import type { IncomingMessage } from 'node:http'

import { expect } from 'chai'
import { clientStart$, clientStop$, type Connection, type ConnectionOptions, defineConnection } from 'pulsewire'
import { firstValueFrom } from 'rxjs'

import { listen } from '../support/peers/ws-server.ts'
import { watch } from '../support/watching.ts'
import { until } from '../transport/harness.ts'
import { toLine } from './line.ts'
import { leaksOf } from './secrets.ts'

/** A server whose tokens expire: it refuses an old one with 401, and closes connections opened with it by 4401. */
class TokenServer {
  valid = 1
  /** The tokens of all dials, in order. */
  readonly presented: string[] = []
  #listening: Awaited<ReturnType<typeof listen>> | undefined

  get token(): string {
    return `s3cr3t-${this.valid}`
  }

  get url(): string {
    return this.#listening?.url ?? ''
  }

  expire(): void {
    this.valid += 1
    for (const socket of this.#listening?.server.clients ?? []) socket.close(4401, 'token expired')
  }

  async start(): Promise<this> {
    this.#listening = await listen(undefined, {
      refuse: (request) => {
        const token = tokenOf(request)
        this.presented.push(token)
        return token === this.token ? undefined : 401
      },
    })
    return this
  }

  async stop(): Promise<void> {
    await this.#listening?.close()
  }
}

function tokenOf({ url, headers }: IncomingMessage): string {
  return new URL(url ?? '', 'ws://any').searchParams.get('token') ?? headers.authorization?.replace('Bearer ', '') ?? ''
}

/** Ways to present a token. The function is called before every dial. */
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

    /** Starts a connection whose n-th dial presents the token that `ask` returns. */
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

    it('fails at a second 401', async () => {
      begin(() => 's3cr3t-wrong')
      await until(() => lines.includes('Failed'))
      expect(lines).to.deep.equal([
        ...['Idle', 'Connecting 1', '! HandshakeFailed 401', 'Waiting 2', 'Connecting 2', '! HandshakeFailed 401'],
        'Failed',
      ])
      expect(server.presented).to.have.lengthOf(2)
    })

    it('fails at a 4401 that comes right after a refresh', async () => {
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
