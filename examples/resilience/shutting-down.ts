import { clientStart$, clientStop$, defineConnection, send } from 'pulsewire'
import { lastValueFrom, range, toArray } from 'rxjs'
import { map } from 'rxjs'

import { serve } from './serve.ts'

// A server that counts, and tells how it was left.
let received = 0
const server = await serve((socket) => {
  socket.on('message', () => received++)
  socket.on('close', (code, reason) => console.log(`left with ${code} ${reason.toString()} after ${received} messages`))
})

const log = defineConnection({ name: 'log', url: `ws://127.0.0.1:${server.port}`, closeTimeout: 2_000 })
const lease = clientStart$(log).subscribe({ error: (error: Error) => console.error(error.message) })

// One result for every message: whoever waits for the results knows what became of them.
const results = lastValueFrom(
  range(1, 1_000).pipe(
    map((line) => `line ${line}`),
    send(log),
    toArray(),
  ),
)

/**
 * What the program does when it is told to go (`process.once('SIGTERM', ...)`). What was sent before leaves first, then
 * comes the closing handshake; each has `closeTimeout`, so it takes at most twice as long, whatever the peer does.
 */
async function shutDown(): Promise<void> {
  const rest = await lastValueFrom(clientStop$(log, { code: 1001, reason: 'going away' }))
  console.log(rest._tag) // nothing is left: no socket, no timer, nothing that would keep the process
}

const sent = (await results).filter(({ _tag }) => _tag === 'Right').length
console.log(`${sent} handed to the operating system`)
await shutDown()
lease.unsubscribe()
await server.close()
