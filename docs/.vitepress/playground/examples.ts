/** A ready test of the playground. */
export interface Example {
  /** Its name in an address, and that of its spec file. */
  readonly name: string
  readonly title: string
  readonly text: string
}

/** The specs that the playground offers, in its order: files of spec/docs/testing/ and spec/docs/playground/. */
const offered: ReadonlyArray<string> = [
  'reconnect',
  'backoff',
  'half-open',
  'outbox',
  'auth-refusal',
  'request-reply',
  'throttled-ui',
  'server-restart',
]

/** Makes examples of specs, by their paths. Each is a test of the project's own, shown as it runs. */
export function examplesOf(specs: Readonly<Record<string, string>>): ReadonlyArray<Example> {
  return offered.flatMap((name) => {
    const text = Object.entries(specs).find(([path]) => path.endsWith(`/${name}.spec.ts`))?.[1]
    if (text === undefined) throw new Error(`no spec ${name}`)
    const title = /^it\(\s*'([^']+)'/m.exec(text)?.[1] ?? name
    return [{ name, title: title.charAt(0).toUpperCase() + title.slice(1), text }]
  })
}
