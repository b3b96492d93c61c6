import type { Survivor } from './report.ts'

/** Changes that no spec can notice, or need not. */
interface Reason {
  readonly file: string
  /** The code before and after, or a part of it; without `replacement` any change of that code. */
  readonly original: string
  readonly replacement?: string
  readonly reason: string
}

const narrows = 'no difference: the condition is for the types; without it the missing field decides in the same way'

const reasons: ReadonlyArray<Reason> = [
  {
    file: 'lib/machine/dialing.ts',
    original: "cause._tag === 'HandshakeFailed'",
    replacement: 'true',
    reason: narrows,
  },
  { file: 'lib/machine/ended.ts', original: "state._tag === 'Open'", replacement: 'true', reason: narrows },
  {
    file: 'lib/machine/heartbeat.ts',
    original: 'aliveAt === undefined',
    replacement: 'false',
    reason: 'no difference: `timeout - NaN > 0` is false, so it waits for input in the same way',
  },
]

/** The reason of a survivor, if there is one. */
export function reasonFor(survivor: Survivor): string | undefined {
  return reasons.find(
    ({ file, original, replacement }) =>
      survivor.file === file &&
      survivor.original.includes(original) &&
      (replacement === undefined || survivor.replacement.includes(replacement)),
  )?.reason
}
