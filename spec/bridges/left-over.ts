import type { Connection } from 'pulsewire'

import { coreOf } from '../../lib/connection/connection.ts'
import { isObserved } from '../../lib/connection/subscriber-list.ts'

/** Lists the channels of a connection that still have subscribers, and its state unless it is at rest. */
export function leftOver<In, Out>(connection: Connection<In, Out>): ReadonlyArray<string> {
  const core = coreOf(connection)
  const { joined: _, ...lists } = core.channels
  const channels = Object.entries(lists).flatMap(([name, list]) => (isObserved(list) ? [`subscribers of ${name}`] : []))
  const { _tag } = core.published
  return _tag === 'Idle' || _tag === 'Closed' || _tag === 'Failed' ? channels : [...channels, _tag]
}
