/** `npm start`: the main uses of pulsewire, live, against a server of its own. `npm start -- --help` says more. */
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
npm start -- ws://host:port/path   a conversation with a real server: sends the lines of standard
                                   input, prints what comes in; states and errors go to stderr;
                                   the end of the input or Ctrl-C stops it, a second Ctrl-C at once
npm start -- --help                this text`

/** Milliseconds that a step may take, and between two steps. */
const patience = 3_000
const pause = 300

/** What settings.json says, with the port that the server got. */
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
  const step$ = from(steps).pipe(
    concatMap(({ says, happens$ }, index) => {
      const title = `  ${index + 1}  ${says}`
      const happened$ = happens$.pipe(
        ignoreElements(),
        timeout(patience),
        catchError((cause: unknown) => throwError(() => new Error(`did not happen:\n${title}`, { cause }))),
        tap({ subscribe: () => stepPen(String(index + 1)), complete: () => console.log(title) }),
      )
      return concat(happened$, timer(pause))
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
    await lastValueFrom(merge(step$, sending$.pipe(takeUntil(over$)), lease$), { defaultValue: undefined })
  } finally {
    console.log(`\n${lanes.draw()}\n\n${words}\n${lanes.legend()}`)
    watching.unsubscribe()
    await server.goAway()
  }
}

/** What is right, or throws what is not. */
function orThrow<E extends Error, A>(result: Either<E, A>): A {
  if (result._tag === 'Left') throw result.left
  return result.right
}

/** The arguments, or a complaint. */
function readArguments(): { readonly help: boolean; readonly address: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
    })
    if (positionals.length <= 1) return { help: values.help === true, address: positionals[0] }
  } catch {
    // An option that there is not: said below.
  }
  console.error(`These arguments mean nothing here. What there is:\n\n${help}`)
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
