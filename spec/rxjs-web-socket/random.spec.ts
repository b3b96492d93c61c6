// rxjs 7 puts events and objects with a code into the error channel.

import { expect } from 'chai'
import { webSocket as ours, type WebSocketSubjectConfig } from 'pulsewire/rxjs-web-socket'
import { type Observable, retry, type Subject, type Subscription } from 'rxjs'

import { randomPart } from '../../lib/testing/faulty/random.ts'
import { watch } from '../support/watching.ts'

interface Subjectlike extends Subject<unknown> {
  multiplex(subMsg: () => unknown, unsubMsg: () => unknown, filter: (message: unknown) => boolean): Observable<unknown>
}
type Make = (config: WebSocketSubjectConfig<unknown>) => Subjectlike

// Its types need those of the DOM, so its name is no literal.
const library: string = 'rxjs/webSocket'
const { webSocket: theirs } = (await import(library)) as { readonly webSocket: unknown }

const implementations = { rxjs: theirs as Make, ours: ours as unknown as Make }

/** A socket that the spec plays. Its constructor may throw, and so may `send`. */
class Mock {
  readonly protocol = ''
  readonly binaryType = ''
  readyState = 0
  onopen: ((event: object) => void) | null = null
  onmessage: ((event: object) => void) | null = null
  onerror: ((event: object) => void) | null = null
  onclose: ((event: object) => void) | null = null
  readonly number: number
  readonly #trace: string[]

  constructor(number: number, trace: string[]) {
    this.number = number
    this.#trace = trace
    trace.push(`dial ${number}`)
  }

  send(data: string): void {
    this.#trace.push(`send ${this.number} ${data}`)
    if (data === '"not sent"') throw new Error('send')
  }

  close(code?: number, reason?: string): void {
    this.#trace.push(`close ${this.number} ${String(code)} ${String(reason)}`)
    if (this.readyState < 2) this.readyState = 2
  }

  open(): void {
    this.readyState = 1
    this.onopen?.({ type: 'open' })
  }

  end(code: number, wasClean: boolean): void {
    this.readyState = 3
    this.onclose?.({ type: 'close', code, wasClean })
  }

  fail(): void {
    this.readyState = 3
    this.onerror?.({ type: 'error' })
    this.end(1006, false)
  }
}

/** Makes a subject over mocks. `trace` has everything that happens to them. */
function subjectOver(
  make: Make,
  sockets: Mock[],
  trace: string[],
  more: Partial<WebSocketSubjectConfig<unknown>> = {},
  throwsAt = -1,
): Subjectlike {
  const Ctor = function (): Mock {
    if (sockets.length === throwsAt) {
      sockets.push(new Mock(-1, []))
      throw new Error('constructor')
    }
    const socket = new Mock(sockets.length, trace)
    sockets.push(socket)
    return socket
  }
  return make({ url: 'ws://peer', WebSocketCtor: Ctor as never, ...more })
}

const nameOf = (error: unknown): string => (error as Error).message || (error as Event).type

/** Plays a random script: calls, events of the socket, and calls from inside callbacks. */
function play(make: Make, seed: number): string[] {
  const random = randomPart(seed, 0)
  const pick = (count: number): number => Math.floor(random() * count)
  const trace: string[] = []
  const sockets: Mock[] = []
  const subscriptions: Subscription[] = []
  let [depth, count] = [0, 0]

  const subscribe = (): void => {
    const id = count++
    const source = pick(3) === 0 ? subject.multiplex(() => `sub${id}`, () => `unsub${id}`, (m) => m !== 'skip') : subject // prettier-ignore
    subscriptions.push(
      source.subscribe({
        next: (value) => {
          react(`${id} next ${String(value)}`)
        },
        error: (error: unknown) => {
          react(`${id} error ${nameOf(error)}`)
        },
        complete: () => {
          react(`${id} complete`)
        },
      }),
    )
  }

  /** Calls the subject from inside a callback. */
  const react = (what: string, mayLeave = true): void => {
    trace.push(what)
    if (depth > 2) return
    depth++
    const call = pick(12)
    if (call === 0 && mayLeave) subscriptions.shift()?.unsubscribe()
    if (call === 1) subject.next(`${what}!`)
    if (call === 2) subject.complete()
    if (call === 3 && !what.includes('code')) subscribe()
    if (call === 4) subject.error({ code: 3_001, reason: 'from inside' })
    depth--
  }

  const parts: Partial<WebSocketSubjectConfig<unknown>> = {
    // rxjs goes on with a dead socket where the last subscriber leaves in openObserver.
    openObserver: { next: () => react('open', false) },
    closeObserver: { next: ({ code }) => react(`closed ${code}`) },
    closingObserver: { next: () => react('closing') },
    serializer: (value) => {
      if (value === 'unserializable') throw new Error('serializer')
      return JSON.stringify(value)
    },
    deserializer: ({ data }) => {
      if (data === 'unreadable') throw new Error('deserializer')
      return data as unknown
    },
  }
  const subject = subjectOver(make, sockets, trace, parts, seed % 7 === 0 ? 1 : -1)
  const errors = [{ code: 3_000, reason: 'r' }, undefined, { reason: 'no code' }, new Error('no code')]

  for (let step = 0; step < 14; step++) {
    const socket = sockets.at(-1)
    const state = socket?.readyState ?? 3
    const [act, which] = [pick(12), pick(4)]
    trace.push(`# ${act}`)
    try {
      if (act <= 2) subscribe()
      else if (act === 3) subscriptions.splice(which % (subscriptions.length + 1), 1)[0]?.unsubscribe()
      else if (act <= 5) subject.next([`v${step}`, 'unserializable', 'not sent', `w${step}`][which])
      else if (act === 6) subject.complete()
      else if (act === 7) subject.error(errors[which])
      else if (act === 8 && state === 0) socket?.open()
      else if (act === 9 && state === 1) socket?.onmessage?.({ data: ['m', 'unreadable', 'skip', 'n'][which] })
      else if (act === 10 && state < 3) socket?.end(1_000 + which, which % 2 === 0)
      else if (act === 11 && state < 2) socket?.fail()
    } catch (error) {
      trace.push(`threw ${nameOf(error)}`)
    }
  }
  return trace
}

describe('webSocket, against that of rxjs over mocks', () => {
  it('does and emits the same in random scripts, also where callbacks call the subject', () => {
    for (let seed = 1; seed <= 400; seed++) {
      expect(play(implementations.ours, seed), `seed ${seed}`).to.deep.equal(play(implementations.rxjs, seed))
    }
  })

  for (const [name, make] of Object.entries(implementations)) {
    it(`${name}: the unsub of a multiplex that ended with its socket is not for the next one`, () => {
      const [sockets, trace]: [Mock[], string[]] = [[], []]
      const subject = subjectOver(make, sockets, trace)
      const quotes$ = subject.multiplex(() => 'sub', () => 'unsub', () => true) // prettier-ignore
      const watched = watch(quotes$.pipe(retry()))
      sockets[0]?.open()
      sockets[0]?.end(1_006, false)
      sockets[1]?.open()
      expect(trace).to.deep.equal(['dial 0', 'send 0 "sub"', 'dial 1', 'send 1 "sub"'])
      watched.stop()
    })

    it(`${name}: nor is it where the subscription begins again later`, () => {
      const [sockets, trace]: [Mock[], string[]] = [[], []]
      const subject = subjectOver(make, sockets, trace)
      const quotes$ = subject.multiplex(() => 'sub', () => 'unsub', () => true) // prettier-ignore
      const [first, second] = [watch(quotes$), watch(subject)]
      sockets[0]?.open()
      sockets[0]?.end(1_006, false)
      const third = watch(quotes$)
      sockets[1]?.open()
      expect(trace).to.deep.equal(['dial 0', 'send 0 "sub"', 'dial 1', 'send 1 "sub"'])
      for (const each of [first, second, third]) each.stop()
    })
  }

  it('drops what waits where the last subscriber leaves in openObserver, and closes once', () => {
    const [sockets, trace]: [Mock[], string[]] = [[], []]
    const subject = subjectOver(implementations.ours, sockets, trace, {
      openObserver: { next: () => watched.stop() },
      closingObserver: { next: () => void trace.push('closing') },
    })
    const watched = watch(subject)
    subject.next('waits')
    subject.complete()
    sockets[0]?.open()
    expect(trace).to.deep.equal(['dial 0', 'close 0 undefined undefined'])
  })
})
