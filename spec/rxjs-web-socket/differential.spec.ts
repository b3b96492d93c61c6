// The scenarios do to a subject what rxjs's rules forbid.
/* eslint-disable rxjs-x/no-redundant-notify, rxjs-x/no-subject-unsubscribe */

import type { AddressInfo } from 'node:net'

import { expect } from 'chai'
import { webSocket, type WebSocketSubject } from 'pulsewire/rxjs-web-socket'
import { WebSocket as PlainSocket } from 'pulsewire/websocket'
import { config as rxjsConfig, type Observable, type Subscription } from 'rxjs'
import { WebSocket, WebSocketServer } from 'ws'

// Its types need those of the DOM, so its name is no literal.
const library: string = 'rxjs/webSocket'
const rxjs = (await import(library)) as { readonly webSocket: typeof webSocket }

type Make = typeof webSocket
type Line = string

/** What a scenario works with. Everything that happens on either side becomes a line. */
interface Stage {
  readonly url: string
  readonly make: (more?: object) => WebSocketSubject<unknown>
  /** Subscribes under a name. */
  readonly watch: (name: string, source$: Observable<unknown>) => Subscription
  readonly say: (line: Line) => void
  /** Waits until a line has come so many times. */
  readonly until: (line: Line, times?: number) => Promise<void>
  readonly peers: WebSocket[]
}

/** The part of a socket of either end that is watched. */
interface Watched {
  readonly readyState: number
}

/** A class that adds every socket it makes to a list. */
function listing(Class: unknown, made: Watched[]): unknown {
  return class extends (Class as new (...all: unknown[]) => Watched) {
    constructor(...all: unknown[]) {
      super(...all)
      made.push(this)
    }
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Resolves when the pong has come, and so all that the client had sent before it, or when the socket is closed. */
async function roundTrip(peer: WebSocket): Promise<void> {
  await new Promise<void>((resolve) => {
    peer.once('pong', () => resolve())
    peer.once('close', () => resolve())
    peer.ping()
  })
}

/**
 * Waits until nothing is under way: every socket is open or closed at both ends, and a round trip on each open one brings no
 * more lines. A time to wait would be too short on a busy machine.
 */
async function settled(
  clients: readonly Watched[],
  peers: readonly WebSocket[],
  lines: readonly Line[],
): Promise<void> {
  const isAtRest = ({ readyState }: Watched): boolean =>
    readyState === WebSocket.OPEN || readyState === WebSocket.CLOSED
  const openOf = (sockets: readonly Watched[]): number =>
    sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length
  for (let known = -1; known !== lines.length;) {
    while (!clients.every(isAtRest) || !peers.every(isAtRest) || openOf(clients) !== openOf(peers)) await turn()
    known = lines.length
    await Promise.all(peers.filter(({ readyState }) => readyState === WebSocket.OPEN).map(roundTrip))
    await turn()
    await turn()
  }
}

const shown = (value: unknown): string => {
  if (value instanceof Error) return `${value.name}: ${value.message.slice(0, 30)}`
  const { type, code, wasClean } = (value ?? {}) as { type?: string; code?: number; wasClean?: boolean }
  if (type === 'close') return `close ${String(code)} ${String(wasClean)}`
  return type === undefined ? JSON.stringify(value) : type
}

/** Plays a scenario with one implementation, on a real server that echoes JSON and does what it is told. */
async function play(
  make: Make,
  Ctor: unknown,
  scenario: (stage: Stage) => Promise<void> | void,
): Promise<ReadonlyArray<Line>> {
  const lines: Line[] = []
  const waiting = new Set<() => void>()
  const say = (line: Line): void => {
    lines.push(line)
    for (const wake of [...waiting]) wake()
  }
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: (all) => [...all].at(-1)! })
  const peers: WebSocket[] = []
  const clients: Watched[] = []
  const Listing = listing(Ctor, clients)
  server.on('connection', (peer) => {
    const id = peers.push(peer)
    say(`server ${id} open ${peer.protocol}`)
    peer.on('message', (data, binary) => {
      const text = binary ? `binary ${(data as Buffer).toString('hex')}` : (data as Buffer).toString()
      say(`server ${id} got ${text}`)
      if (text === '"close"') peer.close(1_000)
      else if (text === '"fail"') peer.close(1_011, 'failed')
      else if (text === '"deny"') peer.close(4_401)
      else if (text === '"drop"') peer.terminate()
      else if (text === '"garbage"') peer.send('{')
      else peer.send(data, { binary })
    })
    peer.on('close', (code, reason) => say(`server ${id} closed ${code} ${String(reason)}`))
  })
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const onUnhandledError = rxjsConfig.onUnhandledError
  rxjsConfig.onUnhandledError = (error) => say(`unhandled ${shown(error)}`)
  try {
    const stage: Stage = {
      url,
      peers,
      say,
      make: (more = {}) => make<unknown>({ url, WebSocketCtor: Listing as never, ...more }),
      watch: (name, source$) =>
        source$.subscribe({
          next: (value) => say(`${name} ${shown(value)}`),
          error: (error: unknown) => say(`${name} error ${shown(error)}`),
          complete: () => say(`${name} complete`),
        }),
      until: async (line, times = 1) => {
        const deadline = Date.now() + 8_000
        while (lines.filter((one) => one.startsWith(line)).length < times) {
          if (Date.now() > deadline) throw new Error(`no '${line}' in: ${lines.join(' | ')}`)
          await new Promise<void>((resolve) => {
            const wake = (): void => {
              waiting.delete(wake)
              resolve()
            }
            waiting.add(wake)
            setTimeout(wake, 50)
          })
        }
      },
    }
    await scenario(stage)
    await settled(clients, peers, lines)
    return [...lines]
  } finally {
    rxjsConfig.onUnhandledError = onUnhandledError
    for (const peer of peers) peer.terminate()
    server.close()
  }
}

/**
 * Lines of the client, those of each socket of a client that has two, and those of each connection of the server: how they
 * interleave depends on the loopback.
 */
function bySide(lines: ReadonlyArray<Line>): Readonly<Record<string, ReadonlyArray<Line>>> {
  const sides: Record<string, Line[]> = {}
  for (const line of lines) {
    const side = /^(?:server|socket) \d+/.exec(line)?.[0] ?? 'client'
    ;(sides[side] ??= []).push(line)
  }
  return sides
}

const observers = (say: (line: Line) => void): object => ({
  openObserver: { next: (event: unknown) => say(`opened ${shown(event)}`) },
  closeObserver: { next: (event: unknown) => say(`was ${shown(event)}`) },
  closingObserver: { next: (value: unknown) => say(`closing ${String(value)}`) },
})

const scenarios: Readonly<Record<string, (stage: Stage) => Promise<void> | void>> = {
  'dials at the first subscriber and echoes': async ({ make, watch, until }) => {
    const subject = make()
    watch('a', subject)
    subject.next(1)
    await until('a 1')
  },
  'shares one socket among subscribers': async ({ make, watch, until }) => {
    const subject = make()
    watch('a', subject)
    watch('b', subject)
    subject.next(1)
    await until('b 1')
  },
  'keeps values from before the subscription': async ({ make, watch, until }) => {
    const subject = make()
    for (const value of [1, 2, 3]) subject.next(value)
    watch('a', subject)
    await until('a 3')
  },
  'completes before it is open: sends all, then closes': async ({ make, watch, say, until }) => {
    const subject = make(observers(say))
    watch('a', subject)
    subject.next(1)
    subject.complete()
    subject.next(2)
    await until('a complete')
  },
  'errors before it is open: sends all, then closes with the code': async ({ make, watch, say, until }) => {
    const subject = make(observers(say))
    watch('a', subject)
    subject.next(1)
    subject.error({ code: 3_000, reason: 'why' })
    await until('a complete')
  },
  'is completed before it is subscribed to': async ({ make, watch, until }) => {
    const subject = make()
    subject.next(1)
    subject.complete()
    watch('a', subject)
    await until('a complete')
  },
  'completes while open': async ({ make, watch, say, until }) => {
    const subject = make(observers(say))
    watch('a', subject)
    await until('opened')
    subject.complete()
    await until('a complete')
  },
  'errors with a code and a reason while open': async ({ make, watch, say, until }) => {
    const subject = make(observers(say))
    watch('a', subject)
    await until('opened')
    subject.error({ code: 4_999, reason: 'why' })
    await until('a complete')
  },
  'errors without a code': async ({ make, watch, say, until }) => {
    const subject = make(observers(say))
    watch('a', subject)
    await until('opened')
    subject.error(new Error('mine'))
    await until('a error')
  },
  'errors with a code that cannot be sent': async ({ make, watch, say, until }) => {
    const subject = make(observers(say))
    watch('a', subject)
    await until('opened')
    subject.error({ code: 5_000 })
    await until('unhandled')
  },
  'closes when the last subscriber leaves': async ({ make, watch, say, until }) => {
    const subject = make(observers(say))
    const [a, b] = [watch('a', subject), watch('b', subject)]
    await until('opened')
    a.unsubscribe()
    say('one left')
    b.unsubscribe()
    await until('was')
  },
  'closes when the last subscriber leaves before it is open': async ({ make, watch, say, until }) => {
    const subject = make(observers(say))
    watch('a', subject).unsubscribe()
    await until('was')
  },
  'dials again after the last subscriber has left': async ({ make, watch, until }) => {
    const subject = make()
    const first = watch('a', subject)
    subject.next(1)
    await until('a 1')
    first.unsubscribe()
    subject.next(2)
    watch('b', subject)
    await until('b 2')
  },
  'goes on with the next socket after complete()': async ({ make, watch, until }) => {
    const subject = make()
    watch('socket 1 a', subject)
    await until('server 1 open')
    subject.next(0)
    await until('socket 1 a 0')
    subject.complete()
    subject.next(1)
    watch('socket 2 b', subject)
    await until('socket 2 b 1')
    await until('socket 1 a complete')
  },
  'goes on with the next socket while the former one is closing': async ({ make, watch, until }) => {
    const subject = make()
    const first = watch('a', subject)
    subject.next(0)
    await until('a 0')
    first.unsubscribe()
    const second = watch('b', subject)
    subject.next(1)
    await until('b 1')
    await until('server 1 closed')
    second.unsubscribe()
    await until('server 2 closed')
  },
  'completes at a clean close by the peer': async ({ make, watch, say, until }) => {
    const subject = make(observers(say))
    watch('a', subject)
    subject.next('close')
    await until('a complete')
  },
  'completes at a clean close with 1011': async ({ make, watch, say, until }) => {
    const subject = make(observers(say))
    watch('a', subject)
    subject.next('fail')
    await until('a complete')
  },
  'completes at a clean close with 4401': async ({ make, watch, say, until }) => {
    const subject = make(observers(say))
    watch('a', subject)
    subject.next('deny')
    await until('a complete')
  },
  'errors with the event at a drop': async ({ make, watch, say, until }) => {
    const subject = make(observers(say))
    watch('a', subject)
    subject.next('drop')
    await until('a error')
  },
  'errors with the event at a refused dial': async ({ make, watch, say, until }) => {
    const subject = make({ ...observers(say), url: 'ws://127.0.0.1:1/' })
    watch('a', subject)
    await until('was')
  },
  'errors at a url that the constructor refuses, and not before the subscription': async ({ make, watch, until }) => {
    const subject = make({ url: 'ftp://127.0.0.1/' })
    watch('a', subject)
    await until('a error')
  },
  'errors at a message that does not decode, and closes': async ({ make, watch, say, until }) => {
    const subject = make(observers(say))
    watch('a', subject)
    watch('b', subject)
    subject.next('garbage')
    await until('b error')
    await until('was')
  },
  'errors at a value that does not encode, and closes': async ({ make, watch, say, until }) => {
    const subject = make(observers(say))
    watch('a', subject)
    await until('opened')
    subject.next(1n)
    await until('a error')
  },
  'errors at a queued value that does not encode': async ({ make, watch, say, until }) => {
    const subject = make(observers(say))
    subject.next(1)
    subject.next(1n)
    subject.next(3)
    watch('a', subject)
    await until('a error')
  },
  'uses its own serializer and deserializer': async ({ make, watch, until }) => {
    const subject = make({
      serializer: (value: unknown) => Uint8Array.of(value as number),
      deserializer: ({ data }: { data: ArrayBuffer }) => new Uint8Array(data)[0],
      binaryType: 'arraybuffer',
    })
    watch('a', subject)
    subject.next(7)
    await until('a 7')
  },
  'offers a subprotocol, or several': async ({ make, watch, until }) => {
    watch('a', make({ protocol: 'one' }))
    await until('server 1 open')
    watch('b', make({ protocol: ['one', 'two'] }))
    await until('server 2 open')
  },
  'multiplexes: says its subscription, filters, and takes it back before the close': async ({ make, watch, until }) => {
    const subject = make()
    const topic = (name: string): Observable<unknown> =>
      subject.multiplex(
        () => ({ sub: name }),
        () => ({ unsub: name }),
        (value) => JSON.stringify(value).includes(name),
      )
    const [a, b] = [watch('a', topic('one')), watch('b', topic('two'))]
    subject.next({ one: 1 })
    subject.next({ two: 2 })
    await until('b {"two"')
    a.unsubscribe()
    await until('server 1 got {"unsub":"one"}')
    b.unsubscribe()
    await until('server 1 closed')
  },
  'errors a multiplexed stream whose functions throw': async ({ make, watch, until }) => {
    const subject = make()
    const thrower = (): never => {
      throw new Error('mine')
    }
    watch('keep', subject)
    watch(
      'a',
      subject.multiplex(
        thrower,
        () => 'unsub',
        () => true,
      ),
    )
    watch(
      'b',
      subject.multiplex(
        () => 'sub',
        () => 'unsub',
        thrower,
      ),
    )
    await until('b error')
    await until('a error')
  },
  'is closed by unsubscribe() on the subject': async ({ make, watch, say, until }) => {
    const subject = make(observers(say))
    watch('a', subject)
    await until('opened')
    subject.unsubscribe()
    await until('was')
    try {
      watch('b', subject)
    } catch (error) {
      say(`threw ${(error as Error).name}`)
    }
  },
  'goes through operators as an Observable, and is sent to through it': async ({ make, watch, until }) => {
    const subject = make()
    const piped = subject.asObservable()
    watch('a', piped)
    subject.next(1)
    await until('a 1')
  },
}

/** rxjs lets the late error of a former socket end the next one, which then closes. */
const leavesEarly = async ({ make, watch, until, say }: Stage): Promise<void> => {
  const subject = make(observers(say))
  watch('a', subject).unsubscribe()
  watch('b', subject)
  subject.next('kept')
  await until('was', 2)
}

describe("webSocket and rxjs's own, on real sockets", () => {
  it('differ where the late error of a former socket ends the next one of rxjs', async () => {
    const theirs = await play(rxjs.webSocket, WebSocket, leavesEarly)
    expect(theirs).to.include('b complete').and.to.not.include('b "kept"')
    const ours = await play(webSocket, WebSocket, async (stage) => {
      const subject = stage.make()
      stage.watch('a', subject).unsubscribe()
      stage.watch('b', subject)
      subject.next('kept')
      await stage.until('b "kept"')
    })
    expect(ours).to.include('b "kept"').and.to.not.include('b complete')
  })

  for (const [title, scenario] of Object.entries(scenarios)) {
    it(`${title}: over the same class`, async () => {
      const theirs = await play(rxjs.webSocket, WebSocket, scenario)
      const ours = await play(webSocket, WebSocket, scenario)
      expect(bySide(ours)).to.deep.equal(bySide(theirs))
      expect(ours).to.not.deep.equal([])
    })
  }

  for (const [title, scenario] of Object.entries(scenarios)) {
    it(`${title}: over a class of ours`, async () => {
      const theirs = await play(rxjs.webSocket, PlainSocket, scenario)
      const ours = await play(webSocket, PlainSocket, scenario)
      expect(bySide(ours)).to.deep.equal(bySide(theirs))
    })
  }
})
