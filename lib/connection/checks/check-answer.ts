import { codecRefused, type Issue, type Issues } from '../../model/issue.ts'
import { discardPromise } from '../../model/mistakes/discard-promise.ts'

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

function isIssue(value: unknown): value is Issue {
  const { path, message } = (value ?? {}) as Partial<Issue>
  return typeof path === 'string' && typeof message === 'string'
}

/** The issues of a codec's `Left`, which a caller without types may have filled with anything. */
function issuesOf(left: unknown): Issues {
  return Array.isArray(left) && left.length > 0 && left.every(isIssue) ? left : codecRefused
}
