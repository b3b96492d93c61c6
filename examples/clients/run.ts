/**
 * `npm run clients`: other people's clients over our classes, each with its own retry at its defaults: a round trip, every
 * connection killed, a round trip, every line silent without a FIN, a round trip, a clean end.
 * `npm run clients -- nats mqtt` runs some of them.
 */
import { ReconnectingWebSocket, type WebSocketClass, webSocketClass } from 'pulsewire/websocket'

import { Skipped, type Start, until } from './client.ts'

const common = {
  heartbeat: { interval: 500, timeout: 250 },
  connectTimeout: 5_000,
  binaryType: 'arraybuffer',
} as const

class Reconnecting extends ReconnectingWebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols, { ...common, retry: { initialDelay: 50 } })
  }
}

const modes = {
  plain: webSocketClass(common),
  pooled: webSocketClass({ ...common, pool: true, retry: { initialDelay: 20 } }),
  reconnecting: Reconnecting as unknown as WebSocketClass,
}

type Mode = keyof typeof modes

/** Clients that run side by side. Those behind them set properties of `globalThis` and run alone. */
const names = [
  ...['centrifuge', 'ethers', 'graphql-ws', 'hocuspocus', 'mqtt', 'nats', 'phoenix', 'signalr', 'socket-io', 'stompjs'],
  ...['supabase', 'trpc', 'y-websocket'],
]
const alone = ['pusher', 'actioncable']
const chosen = process.argv.slice(2)
const isChosen = (name: string): boolean => chosen.length === 0 || chosen.includes(name)

/** The times of recovery after each kind of loss, in ms. */
async function play(start: Start, mode: Mode): Promise<string> {
  const session = await start(modes[mode])
  const timed = async (lose: () => void, value: string): Promise<number> => {
    const before = performance.now()
    lose()
    await session.roundTrip(value)
    return Math.round(performance.now() - before)
  }
  try {
    await session.roundTrip('first')
    const cut = await timed(session.cut, 'after the cut')
    const silent = await timed(session.silence, 'after the silence')
    await session.end()
    await until('no connection is left', () => session.connections() === 0)
    return `recovered from a cut in ${cut} ms, from a silent line in ${silent} ms`
  } finally {
    await session.end()
    await session.stop()
  }
}

let failed = 0

async function run(name: string): Promise<void> {
  const { start } = (await import(`./${name}.ts`)) as { readonly start: Start }
  for (const mode of (name === 'ethers' ? ['reconnecting'] : ['plain', 'pooled']) as Mode[]) {
    try {
      console.log(`ok    ${name} ${mode}: ${await play(start, mode)}`)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      if (error instanceof Skipped) console.log(`skip  ${name} ${mode}: ${message}`)
      else {
        failed += 1
        console.log(`FAIL  ${name} ${mode}: ${message}`)
      }
    }
  }
}

await Promise.all(names.filter(isChosen).map(run))
for (const name of alone.filter(isChosen)) await run(name)
console.log(failed === 0 ? 'all passed' : `${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
