import { TestScheduler } from 'rxjs/testing'

import type { Mark } from './diagram.ts'

/** rxjs counts ten frames for each column outside of `TestScheduler.run`; here a column is always one frame. */
class Columns extends TestScheduler {
  static override readonly frameTimeFactor: number = 1
}

/** Parses a marble string as rxjs does, into signs with their frames. */
export function parseMarbleString(marbles: string): ReadonlyArray<Mark> {
  return Columns.parseMarbles(marbles, undefined, undefined, false, true).map(({ frame, notification }) => {
    const { kind } = notification
    return { frame, sign: kind === 'C' ? '|' : kind === 'E' ? '#' : String(notification.value) }
  })
}
