/**
 * Opens a connection in a network namespace (`unshare --net`) that then drops every packet in both directions: a
 * half-open link, as when a cable is pulled. Prints the events and the time until the fault as JSON.
 */
import { execFileSync } from 'node:child_process'

import { clientStart$, clientStop$, defineConnection } from 'pulsewire'

import { listen } from '../support/peers/ws-server.ts'
import { toLine } from './line.ts'

execFileSync('ip', ['link', 'set', 'lo', 'up'])
const server = await listen()
const connection = defineConnection({
  url: server.url,
  heartbeat: { interval: 300, timeout: 200 },
  retry: { initialDelay: 30_000, jitter: 'none' },
  closeTimeout: 100,
})
const lines: string[] = []
let cutAt = 0

connection.subscribe((event) => {
  lines.push(toLine(event))
  if (event._tag === 'Open') {
    execFileSync('tc', ['qdisc', 'add', 'dev', 'lo', 'root', 'blackhole'])
    cutAt = performance.now()
  }
  if (event._tag !== 'Waiting') return
  const noticedAfter = performance.now() - cutAt
  clientStop$(connection).subscribe()
  console.log(JSON.stringify({ lines, noticedAfter }))
  // The server's side of the link would last until TCP times out.
  void server.close()
})
clientStart$(connection).subscribe({ error: () => undefined })
