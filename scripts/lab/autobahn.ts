/**
 * `npm run lab -- autobahn --suite DIRECTORY`: plays cases 1 to 10 of the Autobahn Testsuite against Node's transport, which
 * echoes. DIRECTORY is a clone of https://github.com/crossbario/autobahn-testsuite. Needs Python 3 with autobahn and twisted
 * (Debian: python3-autobahn, python3-twisted); `--python` selects it. `--plain` plays the cases with `ws` alone.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { OwnedWebSocket } from '../../lib/transport/node/owned-web-socket.ts'
import { transportOver } from '../../lib/transport/node/transport.ts'
import type { Socket } from '../../lib/transport/transport.ts'

const { values } = parseArgs({
  options: {
    suite: { type: 'string' },
    plain: { type: 'boolean', default: false },
    python: { type: 'string', default: 'python3' },
  },
})

/** Cases that are played at the same time: most of their time is waiting. */
const parallel = 3

/** Bytes. The largest message of the suite has 16 MiB. */
const maxMessageSize = 32 * 1_024 * 1_024

/** Four cases have more fragments than `ws` accepts by default: 16,384. */
class Fragmentable extends OwnedWebSocket {
  constructor(url: string, protocols: string[], options: object) {
    super(url, protocols, { ...options, maxFragments: 0 })
  }

  override get hasLanes(): boolean {
    return !values.plain
  }
}

const transport = transportOver(Fragmentable as typeof OwnedWebSocket)

interface Result {
  readonly id: string
  readonly behavior: string
  readonly close: string
  readonly result: string
}

const passed = ['OK', 'NON-STRICT', 'INFORMATIONAL']

/** Runs one case: echoes until the connection ends. */
function play(url: string): Promise<void> {
  return new Promise((resolve) => {
    const socket: Socket = transport(
      { url, protocols: [], headers: {}, tls: {}, maxMessageSize },
      {
        opened: () => undefined,
        received: (data, isBinary) => {
          const text = isBinary || typeof data === 'string' ? data : socket.toText?.(data)
          if (text !== undefined) socket.send(text, isBinary, () => undefined)
        },
        ponged: () => undefined,
        ended: () => {
          resolve()
        },
      },
    )
  })
}

const suite = `${values.suite ?? '.'}/autobahntestsuite/autobahntestsuite/case`
const server = spawn(values.python, [fileURLToPath(new URL('autobahn/serve.py', import.meta.url)), suite], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const results: Result[] = []
const lines = createInterface(server.stdout)
const [first] = (await once(lines, 'line')) as [string]
const { port, count } = JSON.parse(first) as { readonly port: number; readonly count: number }
lines.on('line', (line) => results.push(JSON.parse(line) as Result))

let next = 1
const playSome = async (): Promise<void> => {
  while (next <= count) await play(`ws://127.0.0.1:${port}/?case=${next++}`)
}
await Promise.all(Array.from({ length: parallel }, playSome))
while (results.length < count) await once(lines, 'line')
server.kill()

const failures = results.filter(({ behavior, close }) => !passed.includes(behavior) || !passed.includes(close))
for (const { id, behavior, close, result } of failures) console.log(`${id}: ${behavior}, ${close}: ${result}`)
const strict = results.filter(({ behavior }) => behavior === 'OK').length
console.log(`${count - failures.length} of ${count} passed, ${strict} strictly`)
process.exitCode = failures.length === 0 ? 0 : 1
