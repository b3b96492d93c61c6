import { exec } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createInterface, type Interface } from 'node:readline'
import { promisify } from 'node:util'

import { ignoreElements, map, merge, type Observable, Subject, Subscription, take, takeUntil, tap } from 'rxjs'

import {
  clientStart$,
  clientStop$,
  type Connection,
  defineConnection,
  error$,
  isRest,
  paced,
  raw,
  receive$,
  type Rest,
  sendFrom,
  type SettingsInvalid,
  state$,
} from '../index.ts'
import { outline } from '../inspect/outline.ts'
import { record } from '../inspect/recording/record.ts'
import type { ClientArguments } from './client-arguments.ts'
import { exitCode, exitCodeOf } from './exit-code.ts'
import { LiveDiagram } from './live-diagram.ts'
import { colourFor, prettyJson, shown } from './output.ts'
import { Terminal } from './terminal.ts'
import { UsageError } from './usage.ts'

type Data = string | Uint8Array

/** Events that a live picture is made of. */
const maxDrawn = 5_000

/** Runs a conversation with a server, and resolves with the exit code. */
export async function converse(given: ClientArguments): Promise<number> {
  const connection = connectionTo(given)
  const terminal = new Terminal(given.isQuiet, given.hasDiagram)
  if (given.isInsecure)
    terminal.shout('--insecure: no certificate is checked. Anybody may read and change the messages.')
  const recording = given.recordTo === undefined ? undefined : record(connection, { hide: !given.keepsMessages })
  const drawn = given.hasDiagram ? record(connection, { hide: false, last: maxDrawn }) : undefined
  const diagram = drawn && new LiveDiagram(drawn, terminal)
  const lines = createInterface({ input: process.stdin, ...(terminal.isInteractive && { output: process.stdout }) })
  terminal.attach(lines)

  const all = new Subscription()
  const stop = (): void => {
    all.add(clientStop$(connection).subscribe({ error: () => undefined }))
  }
  const interrupting = onInterrupts(lines, stop)
  const over$ = new Subject<void>()
  const printed = new Promise<void>((resolve) => {
    const over = (): void => {
      resolve()
      stop()
    }
    all.add(messages(connection, given, terminal, over$).subscribe({ complete: over, error: over }))
  })
  const rest = new Promise<Rest>((resolve) => {
    all.add(reports(connection, terminal).subscribe({ error: stop }))
    all.add(
      sendFrom(connection, linesOf(lines, given.isBinary)).subscribe({
        complete: () => {
          if (!given.waits && !given.isOnce) stop()
        },
        error: stop,
      }),
    )
    const ended = (): void => {
      // A lease ends at a rest.
      resolve(connection.state as Rest)
    }
    all.add(clientStart$(connection).subscribe({ error: ended, complete: ended }))
  })
  try {
    const code = exitCodeOf(await rest)
    over$.next()
    // Messages may wait for a slow reader of standard output.
    await printed
    return code
  } finally {
    interrupting.unsubscribe()
    all.unsubscribe()
    // Before the lines are closed: a prompt would read on.
    diagram?.stop()
    lines.close()
    recording?.stop()
    if (given.recordTo !== undefined) writeFileSync(given.recordTo, `${JSON.stringify(recording)}\n`)
    await terminal.flushed()
  }
}

function connectionTo(given: ClientArguments): Connection<Data, Data> {
  const { url, headers, protocols, tokenCommand, isInsecure, attempts } = given
  const withToken = async ({ signal }: { readonly signal: AbortSignal }): Promise<Readonly<Record<string, string>>> => {
    const { stdout } = await promisify(exec)(tokenCommand ?? '', { signal })
    return { ...headers, authorization: `Bearer ${stdout.trim()}` }
  }
  try {
    return defineConnection({
      url,
      codec: raw,
      protocols: [...protocols],
      headers: tokenCommand === undefined ? headers : withToken,
      ...(isInsecure && { tls: { rejectUnauthorized: false } }),
      retry: { maxAttempts: attempts },
    })
  } catch (error) {
    // Does not print the arguments: they may contain a password.
    const faults = (error as SettingsInvalid).issues.map(({ path, message }) => `${path} ${message}`)
    throw new UsageError(faults.join('; '))
  }
}

/** The lines of the input, as messages. Reading waits while the connection takes no more. */
function linesOf(lines: Interface, isBinary: boolean): AsyncIterable<Data> {
  if (!isBinary) return lines
  // At once: lines that come before it are lost to an iterator.
  const iterator = lines[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  async function* encoded(): AsyncGenerator<Data> {
    for (;;) {
      const result = await iterator.next()
      if (result.done === true) return
      yield encoder.encode(result.value)
    }
  }
  return encoded()
}

/** Prints states and errors. */
function reports(connection: Connection<Data, Data>, terminal: Terminal): Observable<never> {
  const states$ = connection.pipe(
    state$(),
    tap((state) => {
      if (state._tag === 'Idle') return
      const line = state._tag === 'Open' ? `Open: ${state.url}` : outline(state)
      terminal.report(line, state._tag === 'Open' ? 'green' : isRest(state) ? 'bold' : 'dim')
    }),
  )
  const errors$ = connection.pipe(
    error$(),
    tap((error) => {
      terminal.report(`${error._tag}: ${error.message}`, 'red')
    }),
  )
  return merge(states$, errors$).pipe(ignoreElements())
}

/**
 * Prints messages. While standard output takes no more, the connection reads no more. Completes after
 * `over$`, or with `--once` after one message, as soon as all are printed.
 */
function messages(
  connection: Connection<Data, Data>,
  { isJson, isOnce }: ClientArguments,
  terminal: Terminal,
  over$: Observable<void>,
): Observable<unknown> {
  const colour = colourFor(process.stdout)
  const received$ = connection.pipe(
    receive$(),
    // eslint-disable-next-line rxjs-x/no-unsafe-takeuntil -- the messages that wait behind it are printed first
    takeUntil(over$),
    map((data) => (isJson && typeof data === 'string' ? prettyJson(data, colour) : shown(data))),
  )
  return (isOnce ? received$.pipe(take(1)) : received$).pipe(
    paced(connection, (line) => terminal.print(line), { concurrency: 1, highWaterMark: 64 }),
  )
}

/** Stops at the first interrupt. The second one ends the process. */
function onInterrupts(lines: Interface, stop: () => void): Subscription {
  let interrupts = 0
  const interrupt = (): void => {
    if (++interrupts > 1) process.exit(exitCode.interrupted)
    stop()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  // On a terminal readline takes the key, and no signal comes.
  lines.on('SIGINT', interrupt)
  return new Subscription(() => {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
    lines.off('SIGINT', interrupt)
  })
}
