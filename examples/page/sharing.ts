import type { ConnectionOptions } from 'pulsewire'
import { portTransport } from 'pulsewire/port'

import type { Data } from './pipeline.ts'

/** The options of a page with `?tabs`: a port to the worker that holds the one socket of all tabs. Others get none. */
export function sharing(): Partial<Pick<ConnectionOptions<Data, Data>, 'url' | 'transport' | 'heartbeat'>> {
  const isShared = new URLSearchParams(location.search).has('tabs') && 'SharedWorker' in globalThis
  if (!isShared) return {}
  const connect = (): MessagePort => new SharedWorker('shared-socket.js', { type: 'module' }).port
  // A port can ping, so the heartbeat needs no message.
  return { url: 'port:live', transport: portTransport(connect), heartbeat: { interval: 1_500, timeout: 1_000 } }
}
