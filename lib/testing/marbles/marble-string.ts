import { TestScheduler } from 'rxjs/testing'

import type { Mark } from './diagram.ts'

/** rxjs counts ten frames a column but inside `TestScheduler.run`; here a column is one everywhere. */
class Columns extends TestScheduler {
  static override readonly frameTimeFactor: number = 1
}

/** Reads a marble string as rxjs does: each sign and its frame. */
export function parseMarbleString(marbles: string): ReadonlyArray<Mark> {
  return Columns.parseMarbles(marbles, undefined, undefined, false, true).map(({ frame, notification }) => {
    const { kind } = notification
    return { frame, sign: kind === 'C' ? '|' : kind === 'E' ? '#' : String(notification.value) }
  })
}
