import { createInterface } from 'node:readline'

import {
  clientStart$,
  clientStop$,
  type Connection,
  type ConnectionState,
  defineConnection,
  error$,
  raw,
  receive$,
  sendFrom,
  type SettingsInvalid,
  state$,
} from 'pulsewire'
import { filter, Subscription } from 'rxjs'

import { show } from './watch.ts'

/**
 * Connects to a server: sends each line of standard input as a message, and prints each message as a line.
 * States and errors go to standard error. The end of the input stops the connection after all lines were sent; so does
 * SIGINT. A second SIGINT ends the program at once.
 */
export function converse(address: string): void {
  const server = connectionTo(address)
  const lines = createInterface({ input: process.stdin })
  const stop = (): unknown => clientStop$(server).subscribe()
  let interrupts = 0
  const interrupt = (): void => {
    if (++interrupts > 1) process.exit(130)
    stop()
  }
  process.on('SIGINT', interrupt)

  const all = new Subscription(() => {
    process.off('SIGINT', interrupt)
    lines.close()
  })
  const end = (exitCode: number): void => {
    process.exitCode = exitCode
    all.unsubscribe()
  }
  const isChange = (state: ConnectionState): boolean => state._tag !== 'Idle'
  all.add(server.pipe(state$(), filter(isChange)).subscribe((state) => console.error(`-- ${describe(state)}`)))
  all.add(server.pipe(error$()).subscribe((error) => console.error(`-- ${error._tag}: ${error.message}`)))
  all.add(server.pipe(receive$()).subscribe((data) => console.log(typeof data === 'string' ? data : show(data))))
  // A line that could not be sent is among the errors above.
  all.add(sendFrom(server, lines).subscribe({ complete: stop }))
  all.add(clientStart$(server).subscribe({ error: () => end(1), complete: () => end(0) }))
}

/** Makes a connection to an address from the command line; ends the program if the address is invalid. */
function connectionTo(address: string): Connection<string | Uint8Array, string | Uint8Array> {
  try {
    return defineConnection({ url: address, codec: raw })
  } catch (error) {
    // Does not print the address: it may contain a password.
    const faults = (error as SettingsInvalid).issues.map(({ path, message }) => `${path} ${message}`)
    console.error(`Not a WebSocket address: ${faults.join(', ')}. An example: ws://127.0.0.1:8080/chat`)
    process.exit(2)
  }
}

function describe(state: ConnectionState): string {
  switch (state._tag) {
    case 'Connecting':
      return `Connecting, attempt ${state.attempt}`
    case 'Open':
      return `Open: ${state.url}`
    case 'Waiting':
      return `Waiting ${state.delay} ms before attempt ${state.attempt}`
    case 'Closing':
    case 'Closed':
      return `${state._tag}: ${state.code} ${state.reason}`.trimEnd()
    case 'Idle':
    case 'Failed':
      return state._tag
  }
}
