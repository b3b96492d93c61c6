import type { Problem } from './report.ts'

/** An error of the playground itself, which carries its mend. */
export class Mendable extends Error {
  readonly mend: string

  constructor(message: string, mend: string) {
    super(message)
    this.mend = mend
  }
}

const example = "it('receives', marbles(({ peer, expectObservable }) => { ... }))"

/** Messages of pulsewire, rxjs and the engine, each with its mend. The first that fits counts. */
const mends: ReadonlyArray<readonly [message: RegExp, mend: string]> = [
  [
    /differ\.\n/,
    'If the drawing shows the behaviour that you want, correct the expected row. If not, change the script or the options.',
  ],
  [/has the message '.+' and no 'o'/, "Begin the script with '-o': a peer sends messages after the opening handshake."],
  [/before its 'o'/, "Move the 'o' to the left of the message: a peer sends after the opening handshake."],
  [/has a second 'o'/, "Give the second dial a script of its own: peer(['--o--x', '--o'])."],
  [/refuses after its 'o'/, "Remove the 'o', or use closes(code) to end an open connection."],
  [/has a '\^'/, "Remove the '^': the first column of a script is the dial."],
  [/has a '!'/, "Remove the '!': '|' closes, '#' loses the connection, and the test ends its lease."],
  [/needs a script/, "Give the peer at least one script: peer(['-o'])."],
  [/has no transport/, "Add transport: server.transport, where server is the result of peer(['-o'])."],
  [/cannot be asynchronous/, 'Remove async and await: a Promise never resolves in virtual time.'],
  [
    /unsubscription marker/,
    "Remove the '!' from this row: the end of a subscription is the second argument of expectObservable.",
  ],
  [/marble|subscription diagram/i, "Rows consist of '-', letters, '|', '#', groups '(ab)' and times ' 250ms '."],
  [/heap|memory|call stack/i, 'A function calls itself without an end, or a list grows without an end. Stop it.'],
]

/** The line of the text at which an error arose: its stack names the text `test.ts`, below two lines of the engine. */
function lineOf(error: Error): number | undefined {
  const [, line] = /test\.ts:(\d+)/.exec(error.stack ?? '') ?? []
  return line === undefined ? undefined : Math.max(1, Number(line) - 2)
}

/** Describes an error in plain words, with its mend. `exporters` lists the modules that export a name. */
export function problemOf(thrown: unknown, exporters: (name: string) => ReadonlyArray<string>): Problem {
  if (!(thrown instanceof Error)) {
    return { message: `The text threw ${String(thrown)}.`, mend: 'Throw an Error, so that its line is known.' }
  }
  const { message } = thrown
  const line = lineOf(thrown)
  if (thrown instanceof Mendable) return { message, mend: thrown.mend, line }
  const [, place] = /\((\d+):\d+\)$/.exec(message) ?? []
  if (thrown instanceof SyntaxError || place !== undefined) {
    const words = message.replace(/^Error transforming [^:]*: /, '').replace(/ \(\d+:\d+\)$/, '')
    const mend = 'Check the brackets, quotes and commas at this line and above it.'
    return {
      message: `The text is not valid TypeScript: ${words}.`,
      mend,
      line: place === undefined ? line : Number(place),
    }
  }
  const [, unknown] = /^(?:Can't find variable: )?([\w$]+)(?: is not defined)?$/.exec(message) ?? []
  if (thrown instanceof ReferenceError && unknown !== undefined) {
    const [specifier] = exporters(unknown)
    const mend =
      specifier === undefined
        ? `Define ${unknown} above its first use, or check its spelling.`
        : `Add the line: import { ${unknown} } from '${specifier}'`
    return { message: `${unknown} is not defined.`, mend, line }
  }
  const [, mend] = mends.find(([pattern]) => pattern.test(message)) ?? []
  if (mend !== undefined) return { message, mend, line }
  return { message, mend: 'Correct the line, or take one of the examples and change it step by step.', line }
}

/** The problem of a text without a test. */
export const noTest: Problem = { message: 'The text has no test.', mend: `Write one: ${example}` }

/** The problem of a text that does not end. */
export const endless = (milliseconds: number): Problem => ({
  message: `The text did not end within ${milliseconds / 1_000} s, so it was stopped.`,
  mend: 'Look for a loop without an end: while (true), or repeat() and retry() of a source that ends at once.',
})
