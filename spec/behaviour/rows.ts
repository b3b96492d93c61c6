import type { ConnectionOptions } from 'pulsewire'
import { map, type OperatorFunction } from 'rxjs'

/** The letters of a row of states. */
export const tags = {
  i: 'Idle',
  c: 'Connecting',
  o: 'Open',
  w: 'Waiting',
  g: 'Closing',
  d: 'Closed',
  f: 'Failed',
} as const

/** Reduces states, or errors, to their tags. */
export const tag$: OperatorFunction<{ readonly _tag: string }, string> = map(({ _tag }) => _tag)

/** Delays that are short enough for a marble diagram: 4 ms, 8 ms, 16 ms. */
export const drawable: Pick<ConnectionOptions<string, string>, 'retry'> = {
  retry: { initialDelay: 4, jitter: 'none' },
}
