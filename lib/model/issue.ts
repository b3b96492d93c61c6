import { discardPromise } from './mistakes/discard-promise.ts'

/** One fault of a value, and its place in the value. */
export interface Issue {
  /** The place, as code would address it: `connections[1].url`. Empty for the value itself. */
  readonly path: string
  /** The fault, for a person. Never quotes a string of the value, which may be a secret. */
  readonly message: string
}

/** The problems of a value, in the order in which they were found. */
export type Issues = ReadonlyArray<Issue>

/** A codec threw. The error may quote the message, so it becomes the cause and is not repeated here. */
export const codecThrew: Issues = [{ path: '', message: 'the codec threw (see cause)' }]

/** A codec answered something else than an `Either`. */
const bareValue: Issues = [
  { path: '', message: 'the codec answered no Either. Return E.right(value), or wrap plain functions with codec()' },
]

/**
 * The issues of a codec's answer that is no `Right`. A Promise is one: nothing waits for it, and its failure must not become
 * an unhandled rejection.
 */
export function issuesOfAnswer(answer: unknown): Issues {
  discardPromise(answer)
  const { _tag, left } = (answer ?? {}) as { readonly _tag?: unknown; readonly left?: unknown }
  return _tag === 'Left' ? issuesOf(left) : bareValue
}

/** A codec answered a `Left` without issues. */
const refused: Issues = [{ path: '', message: 'the codec refused it' }]

function isIssue(value: unknown): value is Issue {
  const { path, message } = (value ?? {}) as Partial<Issue>
  return typeof path === 'string' && typeof message === 'string'
}

/** The issues of a codec's `Left`, which a caller without types may have filled with anything. */
function issuesOf(left: unknown): Issues {
  return Array.isArray(left) && left.length > 0 && left.every(isIssue) ? left : refused
}

/** Describes an event by its first issue. */
export function describeIssues(event: string, [first]: Issues): string {
  if (first === undefined) return event
  // A quoted key belongs to a dictionary, so it is a part of the message.
  const place = first.path === '' || first.path.includes('["') ? '' : `${first.path}: `
  return `${event}: ${place}${first.message}`
}
