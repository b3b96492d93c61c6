/** `npm start`: the main uses of pulsewire, live, with a server in this process. `npm start -- --help` lists the arguments. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import type { Either } from 'fp-ts/lib/Either.js'
import { clientStart$, decodeSettings, project, send, type Settings, start$ } from 'pulsewire'
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
  Subscription,
  takeUntil,
  tap,
  throwError,
  timeout,
  timer,
} from 'rxjs'

import { converse } from './client.ts'
import { feed } from './feed.ts'
import { Lanes } from './lanes.ts'
import { scenario } from './scenario.ts'
import { startServer } from './server.ts'
import { Watch, words } from './watch.ts'

const help = `npm start                          the tour: two connections to a server in this process
npm start -- ws://host:port/path   connects to a server: sends the lines of standard input, prints
                                   the messages; states and errors go to stderr; the end of the
                                   input or Ctrl-C stops it, a second Ctrl-C at once
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
  const isColoured = process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === ''
  const lanes = new Lanes(isColoured)
  const [stepPen, serverPen] = [lanes.lane('', 'step', 'bold'), lanes.lane('', 'server')]
  const [chatWatch, quotesWatch] = [new Watch(lanes, 'chat'), new Watch(lanes, 'quotes')]

  const server = await startServer((isUp) => serverPen(isUp ? '=' : ' ', isUp ? '=' : ' '))
  const { connection } = project(readSettings(server.port), {
    chat: { retry: { initialDelay: 150, jitter: 'none' } },
    quotes: {
      codec: feed,
      retry: { initialDelay: 200, jitter: 'none' },
      greet: ({ receive$, send }) => {
        const hello = { hello: 'tour' }
        quotesWatch.given(hello)
        quotesWatch.answered(send(hello))
        return receive$.pipe(
          first((message) => 'welcome' in message),
          tap((message) => quotesWatch.received(message)),
        )
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
        tap({ subscribe: () => stepPen(String(index + 1)), complete: () => console.log(line) }),
      )
      return concat(step$, timer(pause))
    }),
    finalize(() => over$.next()),
  )
  // Two leases hold the connections open until the last step stops them for everybody.
  const lease$ = merge(clientStart$(chat), clientStart$(quotes))
  const sending$ = merge(
    text$.pipe(
      tap((message) => chatWatch.given(message)),
      send(chat),
      tap((result) => chatWatch.answered(result)),
    ),
    bytes$.pipe(
      tap((message) => chatWatch.given(message)),
      send(chat, { binary: true }),
      tap((result) => chatWatch.answered(result)),
    ),
    quotes.pipe(
      start$(),
      map(() => ({ subscribe: 'ACME' })),
      tap((message) => quotesWatch.given(message)),
      send(quotes),
      tap((result) => quotesWatch.answered(result)),
    ),
  )

  const watching = new Subscription()
  watching.add(chatWatch.observe(chat))
  watching.add(quotesWatch.observe(quotes))
  try {
    await lastValueFrom(merge(steps$, sending$.pipe(takeUntil(over$)), lease$), { defaultValue: undefined })
  } finally {
    console.log(`\n${lanes.draw()}\n\n${words}\n${lanes.legend()}`)
    watching.unsubscribe()
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
else if (address !== undefined) converse(address)
else {
  console.log('The tour: two connections to a server in this process. It takes about 4 seconds.\n')
  await tour().catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
}
