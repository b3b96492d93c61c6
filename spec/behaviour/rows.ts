import type { ConnectionOptions } from 'pulsewire'
import { map, type OperatorFunction } from 'rxjs'

/** The letters of a row of states, and of `Fault`s where a row has them. */
export const tags = {
  i: 'Idle',
  c: 'Connecting',
  o: 'Open',
  w: 'Waiting',
  g: 'Closing',
  d: 'Closed',
  f: 'Failed',
} as const

/** A row of states, or of errors, says what they are and nothing else. */
export const tag$: OperatorFunction<{ readonly _tag: string }, string> = map(({ _tag }) => _tag)

/** A retry that can be drawn: 4 ms, 8 ms, 16 ms. */
export const drawable: Pick<ConnectionOptions<string, string>, 'retry'> = {
  retry: { initialDelay: 4, jitter: 'none' },
}
