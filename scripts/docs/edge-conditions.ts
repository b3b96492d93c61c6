import { outageOf } from '../../lib/machine/ended.ts'
import { failure } from '../../lib/model/connection-error.ts'
import type { Edge } from '../../spec/machine/explore.ts'

/** The conditions that an edge may depend on, in the order in which a reader would check them. */
export const conditionNames: ReadonlyArray<string> = [
  'greeting',
  'heartbeat',
  'last outage',
  'after close',
  'probe',
  'peer',
  'interval',
  'timer',
  'retry',
  'verdict',
  'end',
  'refresh',
  'attempts',
]

/** The verdict on the end that an input reports. */
function verdictOf({ policy, input }: Edge): string {
  const { refreshable } = policy
  switch (input._tag) {
    case 'Errored':
      return policy.diagnose({ error: input.error, refreshable })
    case 'Ended': {
      const { code, reason } = input
      return policy.diagnose({ error: failure('ConnectionLost', policy.name, '', { code, reason }), refreshable })
    }
    case 'Elapsed':
      return policy.diagnose({ error: failure('HeartbeatTimedOut', policy.name, '', {}), refreshable })
    case 'Start':
    case 'Stop':
    case 'Restart':
    case 'Wake':
    case 'Addressed':
    case 'Opened':
    case 'Greeted':
    case 'Flushed':
      return '-'
  }
}

/** The values of the conditions of an edge, before `transition` is called. */
export function conditionsOf(edge: Edge): ReadonlyMap<string, string> {
  const { policy, from, input } = edge
  const known = new Map([
    ['greeting', policy.hasGreeting ? 'given' : 'none'],
    ['heartbeat', policy.heartbeat === false ? 'off' : 'on'],
    ['retry', policy.isRetrying ? 'on' : 'off'],
  ])
  if ('lastOutage' in from) known.set('last outage', from.lastOutage._tag)
  if ('afterClose' in from) known.set('after close', from.afterClose._tag)
  if (input._tag === 'Elapsed') known.set('peer', input.isAlive ? 'alive' : 'silent')
  if (input._tag === 'Ended') known.set('end', input.wasClean ? 'clean' : 'unclean')
  if (from._tag === 'Open') {
    known.set('probe', from.probe._tag)
    if (input._tag === 'Elapsed' && policy.heartbeat !== false && from.probe._tag === 'Pinged') {
      const { interval, timeout } = policy.heartbeat
      const waited = input.at - from.probe.at
      known.set('interval', waited < interval ? 'running' : 'over')
      known.set('timer', waited < timeout ? 'early' : waited - timeout > 250 ? 'late' : 'in time')
    }
  }
  if ('handshake' in from || from._tag === 'Addressing' || from._tag === 'Dialing') {
    const { attempt, refresh } = outageOf(policy, from, input.at)
    known.set('verdict', verdictOf(edge))
    known.set('refresh', refresh === 'Used' ? 'used' : 'unused')
    known.set('attempts', attempt < policy.retry.maxAttempts ? 'left' : 'used up')
  }
  return known
}
