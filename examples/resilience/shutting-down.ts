import { clientStart$, clientStop$, defineConnection, send } from 'pulsewire'
import { lastValueFrom, range, toArray } from 'rxjs'
import { map } from 'rxjs'

import { serve } from './serve.ts'

// A server that counts messages, and prints how each connection ended.
let received = 0
const server = await serve((socket) => {
  socket.on('message', () => received++)
  socket.on('close', (code, reason) =>
    console.log(`closed with ${code} ${reason.toString()} after ${received} messages`),
  )
})

const log = defineConnection({ name: 'log', url: `ws://127.0.0.1:${server.port}`, closeTimeout: 2_000 })
const lease = clientStart$(log).subscribe({ error: (error: Error) => console.error(error.message) })

// One result for every message.
const results = lastValueFrom(
  range(1, 1_000).pipe(
    map((line) => `line ${line}`),
    send(log),
    toArray(),
  ),
)

/**
 * Stops the program, for example on `process.once('SIGTERM', ...)`. Messages sent before are flushed first, then the
 * closing handshake follows. Each has `closeTimeout`, so both take at most twice as long, whatever the peer does.
 */
async function shutDown(): Promise<void> {
  const rest = await lastValueFrom(clientStop$(log, { code: 1001, reason: 'going away' }))
  console.log(rest._tag) // no socket and no timer is left, so the process can exit
}

const sent = (await results).filter(({ _tag }) => _tag === 'Right').length
console.log(`${sent} handed to the operating system`)
await shutDown()
lease.unsubscribe()
await server.close()
