import type { Either } from 'fp-ts/lib/Either.js'

import { reportIssues } from '../../codecs/report-issues.ts'
import * as E from '../../model/either.ts'
import type { Issues } from '../../model/issue.ts'
import { type DiagramOptions, drawDiagram } from '../diagram/diagram.ts'
import { toTest, type ToTestOptions } from '../replay/to-test.ts'
import type { RecordingData } from './recorded-event.ts'
import { RecordingCodec } from './recording-codec.ts'

/** The most issues that are listed for one file. */
const maxIssues = 20

/** The latest events of a connection, and the pictures and tests that can be made of them. */
export class Recording {
  readonly #read: () => RecordingData
  readonly #stop: () => void

  /** @internal */
  constructor(read: () => RecordingData, stop: () => void) {
    this.#read = read
    this.#stop = stop
  }

  /** Ends the recording and keeps what it has. Does nothing if it has ended, or was read by `fromJSON`. */
  stop(): void {
    this.#stop()
  }

  /** Returns the recording as data, up to now. `JSON.stringify(recording)` calls it. `fromJSON` reads the result. */
  toJSON(): RecordingData {
    return this.#read()
  }

  /** Draws the recording as marbles: states, messages given, sent and received, and errors, with a legend. */
  diagram(options: DiagramOptions = {}): string {
    return drawDiagram([this.#read()], options)
  }

  /**
   * Returns the source of a marble test for mocha that plays this run in virtual time: scripts of the peer with the times
   * seen, the options, the program's starts, stops and messages, and the expected states and errors. Comments name what the
   * test does not reproduce.
   */
  toTest(options: ToTestOptions = {}): string {
    return toTest(this.#read(), options)
  }
}

/**
 * Reads a recording that was written as JSON.
 *
 * @param json - the text, or what `JSON.parse` returned for it
 * @returns a `Left` with up to 20 issues and their paths if it is no recording
 *
 * @example
 * const read = fromJSON(localStorage.getItem('incident'))
 */
export function fromJSON(json: unknown): Either<Issues, Recording> {
  let data = json
  if (typeof json === 'string') {
    try {
      data = JSON.parse(json)
    } catch {
      return E.left([{ path: '', message: 'is no JSON' }])
    }
  }
  if (!RecordingCodec.is(data)) return E.left(reportIssues(RecordingCodec, data, maxIssues))
  const recording = data
  return E.right(
    new Recording(
      () => recording,
      () => undefined,
    ),
  )
}

/** Draws several recordings on one time axis. */
export function diagram(recordings: ReadonlyArray<Recording>, options: DiagramOptions = {}): string {
  return drawDiagram(
    recordings.map((recording) => recording.toJSON()),
    options,
  )
}
