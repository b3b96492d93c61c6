/** `npm start`: the main uses of pulsewire, live, with a server in this process. `npm start -- --help` lists the arguments. */
import { readFileSync } from 'node:fs'
import { parseArgs, styleText } from 'node:util'

import type { Either } from 'fp-ts/lib/Either.js'
import { clientStart$, decodeSettings, project, send, type Settings, start$ } from 'pulsewire'
import { diagram, type Mark, record } from 'pulsewire/inspect'
import {
  catchError,
  concat,
  concatMap,
  finalize,
  first,
  from,
  ignoreElements,
  lastValueFrom,
  map,
  merge,
  Subject,
  takeUntil,
  tap,
  throwError,
  timeout,
  timer,
} from 'rxjs'

import { feed } from './feed.ts'
import { scenario } from './scenario.ts'
import { startServer } from './server.ts'

const help = `npm start                          the tour: two connections to a server in this process
npm start -- ws://host:port/path   runs the command: npx pulsewire ws://host:port/path
npm start -- --help                this text`

/** Milliseconds that a step may take, and between two steps. */
const stepTimeout = 3_000
const pause = 300

/** Reads settings.json, and sets the port of the server. */
function readSettings(port: number): Settings {
  const file: unknown = JSON.parse(readFileSync(new URL('settings.json', import.meta.url), 'utf8'))
  const { connections, ...rest } = orThrow(decodeSettings(file))
  return { ...rest, connections: connections.map((connection) => ({ ...connection, port })) }
}

async function tour(): Promise<void> {
  const [stepMarks, serverMarks]: readonly [Mark[], Mark[]] = [[], []]
  const server = await startServer((isUp) => {
    serverMarks.push({ at: Date.now(), sign: isUp ? '=' : ' ', fill: isUp ? '=' : ' ' })
  })
  const { connection } = project(readSettings(server.port), {
    chat: { retry: { initialDelay: 150, jitter: 'none' } },
    quotes: {
      codec: feed,
      retry: { initialDelay: 200, jitter: 'none' },
      greet: ({ receive$, send }) => {
        send({ hello: 'tour' })
        return receive$.pipe(first((message) => 'welcome' in message))
      },
    },
  })
  const [chat, quotes] = [orThrow(connection('chat')), orThrow(connection('quotes'))]
  const text$ = new Subject<string>()
  const bytes$ = new Subject<Uint8Array>()
  const over$ = new Subject<void>()

  const steps = scenario({
    server,
    chat,
    quotes,
    sayText: (words) => text$.next(words),
    sayBytes: (bytes) => bytes$.next(bytes),
  })
  const steps$ = from(steps).pipe(
    concatMap(({ title, effect$ }, index) => {
      const line = `  ${index + 1}  ${title}`
      const step$ = effect$.pipe(
        ignoreElements(),
        timeout(stepTimeout),
        catchError((cause: unknown) =>
          throwError(() => new Error(`not observed within ${stepTimeout} ms:\n${line}`, { cause })),
        ),
        tap({
          subscribe: () => stepMarks.push({ at: Date.now(), sign: String(index + 1) }),
          complete: () => console.log(line),
        }),
      )
      return concat(step$, timer(pause))
    }),
    finalize(() => over$.next()),
  )
  // Two leases hold the connections open until the last step stops them for everybody.
  const lease$ = merge(clientStart$(chat), clientStart$(quotes))
  const sending$ = merge(
    text$.pipe(send(chat)),
    bytes$.pipe(send(chat, { binary: true })),
    quotes.pipe(
      start$(),
      map(() => ({ subscribe: 'ACME' })),
      send(quotes),
    ),
  )

  const recordings = [record(chat, { hide: false }), record(quotes, { hide: false })]
  // Messages are decoded if somebody takes them: one of the feed does not decode.
  const decoding = quotes.subscribe()
  try {
    await lastValueFrom(merge(steps$, sending$.pipe(takeUntil(over$)), lease$), { defaultValue: undefined })
  } finally {
    for (const recording of recordings) recording.stop()
    decoding.unsubscribe()
    const isColoured = process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === ''
    const lanes = [
      { group: '', name: 'step', style: 'bold', marks: stepMarks },
      { group: '', name: 'server', marks: serverMarks },
    ] as const
    console.log(
      `\n${diagram(recordings, { lanes, ...(isColoured && { paint: (text, style) => styleText(style, text) }) })}`,
    )
    await server.stop()
  }
}

/** Returns the value of a `Right`; throws the error of a `Left`. */
function orThrow<E extends Error, A>(result: Either<E, A>): A {
  if (result._tag === 'Left') throw result.left
  return result.right
}

/** Reads the arguments; ends the program if they are invalid. */
function readArguments(): { readonly help: boolean; readonly address: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
    })
    if (positionals.length <= 1) return { help: values.help === true, address: positionals[0] }
  } catch {
    // An unknown option: reported below.
  }
  console.error(`Unknown arguments. Usage:\n\n${help}`)
  process.exit(2)
}

const { help: isHelp, address } = readArguments()

if (isHelp) console.log(help)
else if (address !== undefined) await import('../lib/command/cli.ts')
else {
  console.log('The tour: two connections to a server in this process. It takes about 4 seconds.\n')
  await tour().catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
}
