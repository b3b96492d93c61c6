import type { Filter } from './columns.ts'
import type { History } from './history.ts'
import type { Lane, Mark } from './mark.ts'

/** A mark, and the index of its connection. */
export interface Place {
  readonly index: number
  readonly mark: Mark
}

/** A connection whose marks are walked: its history, its visible lanes and its filter. */
export interface Walked {
  readonly history: History
  readonly lanes: ReadonlyArray<Lane>
  readonly filter: Filter
}

/**
 * The mark after a time, or the one before it, among all visible lanes of all connections. Marks of one panel have distinct
 * times, so walking from mark to mark misses none.
 */
export function neighbour(walked: ReadonlyArray<Walked>, time: number, direction: 1 | -1): Place | undefined {
  let best: Place | undefined
  walked.forEach(({ history, lanes, filter }, index) => {
    for (const lane of lanes) {
      if (lane === 'queue') continue
      const mark = along(history, lane, time, direction, filter)
      if (mark === undefined) continue
      if (best === undefined || (mark.at - best.mark.at) * direction < 0) best = { index, mark }
    }
  })
  return best
}

function along(
  history: History,
  lane: Mark['lane'],
  time: number,
  direction: 1 | -1,
  filter: Filter,
): Mark | undefined {
  const ring = history.marks[lane]
  let index = ring.indexAfter(time)
  if (direction === -1) index--
  else if (ring.at(index)?.at === time) index++
  for (; ; index += direction) {
    const mark = ring.at(index)
    if (mark === undefined || (mark.kind !== 'reply' && filter?.(mark) !== false)) return mark
  }
}
