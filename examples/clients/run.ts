/** `npm run clients`: other people's clients over our classes, each with its own retry and a real server. */
import { webSocketClass } from 'pulsewire/websocket'

import { type Start, until } from './client.ts'

const common = {
  heartbeat: { interval: 1_000, timeout: 500 },
  connectTimeout: 5_000,
  binaryType: 'arraybuffer',
} as const
const modes = {
  plain: webSocketClass(common),
  pooled: webSocketClass({ ...common, pool: true, retry: { initialDelay: 20 } }),
}
const names = ['graphql-ws', 'mqtt', 'socket-io', 'stompjs', 'trpc']
const chosen = process.argv.slice(2)
let failed = 0

for (const name of names.filter((one) => chosen.length === 0 || chosen.includes(one))) {
  const { start } = (await import(`./${name}.ts`)) as { readonly start: Start }
  for (const [mode, Class] of Object.entries(modes)) {
    try {
      const session = await start(Class)
      await session.roundTrip('before')
      const before = performance.now()
      session.cut()
      await until('the cut', () => session.connections() === 0)
      await session.roundTrip('after')
      const recovered = Math.round(performance.now() - before)
      await session.end()
      await until('no connection is left', () => session.connections() === 0)
      await session.stop()
      console.log(`ok    ${name} ${mode}: recovered in ${recovered} ms`)
    } catch (error) {
      failed += 1
      console.log(`FAIL  ${name} ${mode}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}
console.log(failed === 0 ? 'all passed' : `${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
