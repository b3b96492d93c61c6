/** Runs one contender with one workload, in a process of its own: `node client.js <assignment as JSON>`. */
import type { Contender, ServingContender } from './contenders/contender.ts'
import { accepted } from './drivers/accepted.ts'
import { bothEnds } from './drivers/both-ends.ts'
import { deafPeer } from './drivers/deaf-peer.ts'
import type { Driver } from './drivers/driver.ts'
import { echo } from './drivers/echo.ts'
import { heartbeat } from './drivers/heartbeat.ts'
import { idle } from './drivers/idle.ts'
import { receive } from './drivers/receive.ts'
import { refused } from './drivers/refused.ts'
import { send } from './drivers/send.ts'
import { slowConsumer } from './drivers/slow-consumer.ts'
import type { Assignment, FromClient, ToClient } from './messages.ts'
import type { Workload } from './workloads.ts'

const drivers: Readonly<Record<Workload['driver'], Driver>> = {
  receive,
  send,
  echo,
  idle,
  accepted,
  'both-ends': bothEnds,
  heartbeat,
  'slow-consumer': slowConsumer,
  'deaf-peer': deafPeer,
  refused,
}

function say(message: FromClient): void {
  process.send?.(message)
}

async function serve(assignment: Assignment): Promise<void> {
  const { contender, workload } = assignment
  const { connect, serve: serving } = (await import(`./contenders/${contender}.js`)) as {
    readonly connect: Contender
    readonly serve?: ServingContender
  }
  let onArrived: () => void = () => undefined
  const measure = await drivers[workload.driver]({
    ...assignment,
    connect,
    serve: serving,
    ask: (request) => say({ ask: { ...request, payload: workload.payload } }),
    onArrived: (listener) => {
      onArrived = listener
    },
  })
  process.on('message', (message: ToClient) => {
    if ('come' in message) onArrived()
    else measure(message.round).then((figures) => say({ figures }), report)
  })
  say({ ready: true })
}

function report(error: unknown): void {
  say({ broken: error instanceof Error ? (error.stack ?? error.message) : String(error) })
}

serve(JSON.parse(process.argv[2] ?? '') as Assignment).catch(report)
