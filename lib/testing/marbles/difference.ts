/** The first difference of two values: its path and both sides. */
export interface Difference {
  /** The path in code: `.cause.status`, `[2]`; empty for the value itself. */
  readonly path: string
  readonly actual: unknown
  readonly expected: unknown
}

type Pair = readonly [actual: object, expected: object]

const prototypeOf = (value: object): object => (Object.getPrototypeOf(value) as object | null) ?? Object.prototype

const isBytes = (value: object): value is Uint8Array => value instanceof Uint8Array

/** Returns the content of an object of a built-in class, whose keys do not show it. */
function content(value: object): unknown {
  if (value instanceof Date) return value.getTime()
  if (value instanceof RegExp) return String(value)
  if (value instanceof Map || value instanceof Set) return [...(value as Iterable<unknown>)]
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  if (Array.isArray(value) || prototypeOf(value) === Object.prototype) return undefined
  // A promise, private fields: nothing is visible, so that the object equals only itself.
  return Object.keys(value).length === 0 ? value : undefined
}

/** Returns the fields of an error. Its `_tag` is its name, whatever its class. */
function fieldsOf(error: Error): object {
  const name = '_tag' in error ? error._tag : error.name
  const cause = 'cause' in error ? { cause: error.cause } : {}
  return { name, message: error.message, ...cause, ...Object.fromEntries(Object.entries(error)) }
}

function inside(actual: object, expected: object, path: string, above: ReadonlyArray<Pair>): Difference | undefined {
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)])
  for (const key of keys) {
    const at = `${path}${Array.isArray(expected) ? `[${key}]` : `.${key}`}`
    const [left, right] = [actual, expected].map((side) => (side as Record<string, unknown>)[key])
    if (key in actual !== key in expected) return { path: at, actual: left, expected: right }
    const found = compare(left, right, at, above)
    if (found !== undefined) return found
  }
  return undefined
}

function compare(actual: unknown, expected: unknown, path: string, above: ReadonlyArray<Pair>): Difference | undefined {
  if (Object.is(actual, expected)) return undefined
  const different = { path, actual, expected }
  if (typeof actual !== 'object' || typeof expected !== 'object' || actual === null || expected === null)
    return different
  // A circular structure: this pair is being compared already.
  if (above.some(([left, right]) => left === actual && right === expected)) return undefined
  const below: ReadonlyArray<Pair> = [...above, [actual, expected]]
  if (actual instanceof Error && expected instanceof Error) {
    return inside(fieldsOf(actual), fieldsOf(expected), path, below)
  }
  if (isBytes(actual) && isBytes(expected)) {
    return actual.length === expected.length && actual.every((byte, at) => byte === expected[at])
      ? undefined
      : different
  }
  if (prototypeOf(actual) !== prototypeOf(expected)) return different
  const [left, right] = [content(actual), content(expected)]
  if (left !== undefined)
    return left === actual || compare(left, right, path, below) !== undefined ? different : undefined
  if (Array.isArray(actual) && Array.isArray(expected) && actual.length !== expected.length) return different
  return inside(actual, expected, path, below)
}

/**
 * Compares two values strictly, by structure. Returns the first difference, or `undefined`. Errors are compared by `_tag` (else
 * `name`), `message`, `cause` and fields, whatever their class. Bytes are compared byte by byte; a `Buffer` is a `Uint8Array`.
 */
export function difference(actual: unknown, expected: unknown): Difference | undefined {
  return compare(actual, expected, '', [])
}
