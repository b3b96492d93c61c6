import { currentOutage } from '../../lib/machine/ended.ts'
import type { Outage } from '../../lib/machine/state.ts'
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
  'wake',
  'retry',
  'verdict',
  'end',
  'refresh',
  'attempts',
]

/** The verdict on the end that an input reports. */
function verdictOf({ policy, input }: Edge, { attempt, history }: Outage): string {
  const end = { refreshable: policy.refreshable, attempt, wasOpen: history === 'WasOpen' }
  switch (input._tag) {
    case 'Errored':
      return policy.diagnose({ error: input.error, ...end })
    case 'Ended': {
      const { code, reason, wasClean } = input
      return policy.diagnose({ error: failure('ConnectionLost', policy.name, '', { code, reason, wasClean }), ...end })
    }
    case 'Elapsed':
    case 'Overdue':
      return policy.diagnose({ error: failure('HeartbeatTimedOut', policy.name, '', {}), ...end })
    case 'Start':
    case 'Stop':
    case 'Restart':
    case 'Redial':
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
    ['heartbeat', policy.heartbeat === false ? 'off' : 'passive' in policy.heartbeat ? 'passive' : 'by ping'],
    ['retry', policy.isRetrying ? 'on' : 'off'],
  ])
  if ('lastOutage' in from) known.set('last outage', from.lastOutage._tag)
  if ('afterClose' in from) known.set('after close', from.afterClose._tag)
  if ('aliveAt' in input) known.set('peer', input.aliveAt === undefined ? 'silent' : 'alive')
  if (input._tag === 'Ended') known.set('end', input.wasClean ? 'clean' : 'unclean')
  if (from._tag === 'Open') {
    known.set('probe', from.probe._tag)
    if ('timer' in input && policy.heartbeat !== false) {
      const { timeout } = policy.heartbeat
      if ('passive' in policy.heartbeat) known.set('timer', input.at < timeout ? 'early' : 'in time')
      else if (from.probe._tag !== 'NotPinged') {
        const waited = input.at - from.probe.at
        known.set('interval', waited < policy.heartbeat.interval ? 'running' : 'over')
        known.set('timer', waited < timeout ? 'early' : waited - timeout > 5_000 ? 'late' : 'in time')
      }
    }
  }
  if (from._tag === 'Waiting') {
    const isTooSoon = input.at < from.earliest || input.at - from.wokenAt < 1_000
    known.set('wake', isTooSoon ? 'too soon' : 'allowed')
  }
  if ('handshake' in from || from._tag === 'Addressing' || from._tag === 'Dialing') {
    const outage = currentOutage(policy, from, input.at)
    const { attempt, refresh } = outage
    known.set('verdict', verdictOf(edge, outage))
    known.set('refresh', refresh === 'Used' ? 'used' : 'unused')
    known.set('attempts', attempt < policy.retry.maxAttempts ? 'left' : 'used up')
  }
  return known
}
