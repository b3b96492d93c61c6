const deepest = 4
const longest = 120
const mostItems = 12

const quoted = (text: string): string => {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text
  return `'${JSON.stringify(cut).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

function list(items: ReadonlyArray<string>): string {
  const cut = items.length > mostItems ? [...items.slice(0, mostItems), `… ${items.length - mostItems} more`] : items
  return cut.join(', ')
}

const braced = (items: ReadonlyArray<string>): string => (items.length === 0 ? '{}' : `{ ${list(items)} }`)

function fields(value: object, depth: number): ReadonlyArray<string> {
  return Object.entries(value).map(([key, field]) => {
    return `${/^[\w$]+$/.test(key) ? key : quoted(key)}: ${shown(field, depth + 1)}`
  })
}

function shownError(error: Error, depth: number): string {
  const own = Object.fromEntries(Object.entries(error).filter(([key]) => key !== '_tag'))
  const name = '_tag' in error ? String(error._tag) : error.name
  return `${name} ${braced(fields({ message: error.message, ...own }, depth))}`
}

function shown(value: unknown, depth: number): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'bigint') return `${String(value)}n`
  if (typeof value === 'function') return `function ${value.name}`
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value)
  if (value instanceof Date) return `Date ${value.getTime()}`
  if (value instanceof RegExp) return String(value)
  if (value instanceof Uint8Array) return `bytes [${list(Array.from(value, String))}]`
  if (depth > deepest) return '…'
  if (Array.isArray(value)) return `[${list(value.map((item) => shown(item, depth + 1)))}]`
  if (value instanceof Error) return shownError(value, depth)
  const name = (Object.getPrototypeOf(value) as object | null)?.constructor.name ?? 'Object'
  if (value instanceof Map || value instanceof Set)
    return `${name} ${shown([...(value as Iterable<unknown>)], depth + 1)}`
  return `${name === 'Object' ? '' : `${name} `}${braced(fields(value, depth))}`
}

/** Prints any value in one line, to be compared by a person. */
export function show(value: unknown): string {
  return shown(value, 0)
}
