import type { Connection } from 'pulsewire'

import { coreOf } from '../../lib/connection/connection.ts'

/** What a connection still has: subscribers by channel, and the state where it is not at rest. Empty: nothing. */
export function leftOver<In, Out>(connection: Connection<In, Out>): ReadonlyArray<string> {
  const core = coreOf(connection)
  const channels = Object.entries(core.channels).flatMap(([name, { length }]) =>
    length === 0 ? [] : [`${length} at ${name}`],
  )
  const { _tag } = core.published
  return _tag === 'Idle' || _tag === 'Closed' || _tag === 'Failed' ? channels : [...channels, _tag]
}
