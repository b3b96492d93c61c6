import { Subject } from 'rxjs'

import { coreOf } from '../../../lib/connection/connection.ts'
import {
  clientRestart$,
  clientStart$,
  clientStop$,
  defineConnection,
  error$,
  type HeartbeatOptions,
  receive$,
  send,
  state$,
} from '../../../lib/index.ts'
import { randomPart } from '../../../lib/testing/faulty/random.ts'
import { manualClock } from '../../support/clocks/manual-clock.ts'
import { oneOf, weighed, whole } from '../draw.ts'
import type { SeededOutcome } from '../seeded.ts'
import { closing, frame } from './frames.ts'
import { ScriptedTcp, type Writing } from './scripted-tcp.ts'

export type TcpOutcome = SeededOutcome<number>

const steps = 80
const closeTimeout = 50
const heartbeat = { interval: 100, timeout: 60 }
const silence = { passive: true, timeout: 150 } as const

/** Bytes that are no UTF-8. */
const garbled = Uint8Array.of(0xc3, 0x28)

interface Sent {
  readonly text: string
  result: string | undefined
}

/** One dial: its TCP connection, and the messages that its peer has said in full. */
interface Line {
  readonly tcp: ScriptedTcp
  readonly said: string[]
  /** Bytes of the peer that have not arrived yet. */
  stalled: Buffer
  isStalled: boolean
  /** The number of frames of the client that the peer has looked at. */
  answered: number
  /** The peer broke the protocol, or ended: what it says afterwards does not count. */
  isOver: boolean
}

/** Plays a seed: a connection over the adapter of `ws`, and below that a TCP connection of a script. */
export async function playTcp(seed: number): Promise<TcpOutcome> {
  const random = randomPart(seed, 7)
  const clock = manualClock()
  const trace: string[] = []
  const lines: Line[] = []
  let faults = 0
  let violation: TcpOutcome['violation']
  const need = (holds: boolean, guarantee: number, what: () => string): void => {
    if (!holds) violation ??= { guarantee, what: what() }
  }
  const line = (): Line | undefined => lines.at(-1)

  const connection = defineConnection({
    name: 'simulated',
    url: 'ws://127.0.0.1:9/',
    node: {
      createConnection: () => {
        need(
          lines.every(({ tcp }) => tcp.destroyed),
          1,
          () => 'two live sockets',
        )
        const tcp = new ScriptedTcp()
        lines.push({ tcp, said: [], stalled: Buffer.alloc(0), isStalled: false, answered: 0, isOver: false })
        trace.push(`dial ${lines.length}`)
        return tcp
      },
    },
    clock,
    random: randomPart(seed, 8),
    closeTimeout,
    connectTimeout: 200,
    maxMessageSize: 1 << 20,
    heartbeat: oneOf<HeartbeatOptions<string, string> | false>(random, [false, heartbeat, silence]),
    retry: { initialDelay: 5, maxDelay: 40, stableAfter: 100, diagnose: () => 'retry' },
  })
  const core = coreOf(connection)

  /** Messages that subscribers got on the current dial. */
  let received: string[] = []
  connection.pipe(receive$()).subscribe((text) => {
    const expected = line()?.said[received.length]
    need(text === expected, 3, () => `${text.slice(0, 20)} was emitted where ${expected?.slice(0, 20)} was next`)
    received.push(text)
  })
  connection.pipe(state$()).subscribe(({ _tag }) => {
    trace.push(_tag)
    if (_tag === 'Connecting') received = []
  })
  const seen = new Set<unknown>()
  connection.pipe(error$()).subscribe((error) => {
    trace.push(`Fault ${error._tag}`)
    need(!seen.has(error), 4, () => `${error._tag} was emitted twice`)
    seen.add(error)
    if (error._tag !== 'HeartbeatTimedOut') return
    const silent = clock.now() - aliveAt
    need(silent >= heartbeat.timeout, 7, () => `dropped after a silence of ${silent} ms`)
  })

  const sent: Sent[] = []
  let answered = 0
  const source = new Subject<string>()
  /** Where a message was written: its frame, and whether the operating system has accepted the whole of it. */
  const written = (text: string): { readonly isAccepted: boolean } | undefined => {
    for (const { tcp } of lines) {
      const found = tcp.written.frames.find(({ opcode, content }) => opcode === 1 && content.toString() === text)
      if (found !== undefined) return { isAccepted: tcp.accepted >= found.end }
    }
    return undefined
  }
  source.pipe(send(connection)).subscribe((result) => {
    const message = sent[answered++]
    if (message === undefined) {
      need(false, 2, () => 'a result without a message')
      return
    }
    message.result = result._tag === 'Right' ? 'Right' : result.left._tag
    const { text } = message
    const where = written(text)
    if (result._tag === 'Right') {
      need(result.right === text, 2, () => `${result.right} was answered in place of ${text}`)
      need(where?.isAccepted === true, 2, () => `${text.slice(0, 20)} was answered Right and was not handed over`)
    } else if (message.result !== 'SendUncertain')
      need(where === undefined, 2, () => `${text.slice(0, 20)} was answered ${message.result} and was written`)
  })

  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 4; turn++) await new Promise(setImmediate)
  }

  /** Time at which bytes of the peer arrived last, ms. */
  let aliveAt = 0

  /** Lets bytes of the peer arrive, in chunks of drawn sizes. */
  const arrive = (to: Line, bytes: Buffer): void => {
    if (to.isStalled) {
      to.stalled = Buffer.concat([to.stalled, bytes])
      return
    }
    aliveAt = clock.now()
    let rest = bytes
    while (rest.length > 0) {
      const size = weighed(random, [
        [3, () => rest.length],
        [2, () => whole(random, 1, 3)],
        [2, () => whole(random, 1, rest.length)],
      ])
      to.tcp.arrive(rest.subarray(0, size))
      rest = rest.subarray(size)
    }
  }

  let count = 0
  const say = (to: Line): void => {
    if (to.isOver || to.tcp.phase !== 'Open') return
    const size = oneOf(random, [0, 0, 5, 200, 70_000])
    const text = `p${lines.length}.${count++} `.padEnd(size, 'é')
    to.said.push(text)
    const body = Buffer.from(text)
    if (random() < 0.3) {
      const at = whole(random, 0, body.length)
      arrive(to, Buffer.concat([frame(1, body.subarray(0, at), 0), frame(0, body.subarray(at))]))
    } else arrive(to, frame(1, body))
  }

  const breach = (to: Line, bytes: Buffer): void => {
    if (to.isOver || to.tcp.phase !== 'Open') return
    arrive(to, bytes)
    to.isOver = true
    faults++
  }

  let lease = clientStart$(connection).subscribe({ error: () => undefined })
  const stops: Array<{ readonly due: number }> = []

  const act = (): void => {
    const peer = line()
    const inPeer =
      (does: (to: Line) => void): (() => void) =>
      () => {
        if (peer !== undefined && !peer.tcp.destroyed) does(peer)
      }
    const choices: ReadonlyArray<readonly [number, string, () => void]> = [
      [
        10,
        'send',
        () => {
          for (let n = oneOf(random, [1, 1, 2, 5]); n > 0; n--) {
            const text = `m${sent.length} `.padEnd(oneOf(random, [0, 30, 300, 70_000]), '.')
            sent.push({ text, result: undefined })
            source.next(text)
          }
        },
      ],
      [8, 'say', inPeer(say)],
      [
        5,
        'answer',
        inPeer((to) => {
          if (to.tcp.phase !== 'Opening') return
          if (random() < 0.85) to.tcp.open()
          else {
            faults++
            to.tcp.refuse(oneOf(random, [401, 503]))
          }
        }),
      ],
      [
        3,
        'writing',
        inPeer(({ tcp }) => {
          tcp.writing = oneOf<Writing>(random, ['at once', 'at once', 'late', 'stuck', 'stuck'])
        }),
      ],
      [
        0.7,
        'writes fail',
        inPeer(({ tcp }) => {
          faults++
          tcp.writing = oneOf<Writing>(random, ['fails at once', 'fails at once', 'fails late'])
        }),
      ],
      [4, 'flush', inPeer(({ tcp }) => tcp.flush() && (aliveAt = clock.now()))],
      [4, 'drain', inPeer(({ tcp }) => tcp.drain() && (aliveAt = clock.now()))],
      [
        6,
        'trickle',
        inPeer((to) => {
          if (to.stalled.length < 2) return
          const at = whole(random, 1, Math.ceil(to.stalled.length / 3))
          aliveAt = clock.now()
          to.tcp.arrive(to.stalled.subarray(0, at))
          to.stalled = to.stalled.subarray(at)
        }),
      ],
      [
        2,
        'stall',
        inPeer((to) => {
          faults++
          to.isStalled = true
        }),
      ],
      [
        4,
        'go on',
        inPeer((to) => {
          const { stalled } = to
          to.isStalled = false
          to.stalled = Buffer.alloc(0)
          if (stalled.length > 0) arrive(to, stalled)
        }),
      ],
      [1, 'ping', inPeer((to) => to.tcp.phase === 'Open' && !to.isOver && arrive(to, frame(9, 'are you there')))],
      [
        0.3,
        'close',
        inPeer((to) => breach(to, frame(8, closing(oneOf(random, [1000, 1001, 1012]), Buffer.from('bye'))))),
      ],
      [0.3, 'close with garbled reason', inPeer((to) => breach(to, frame(8, closing(1000, garbled))))],
      [0.3, 'garbled text', inPeer((to) => breach(to, frame(1, garbled)))],
      [0.2, 'reserved bit', inPeer((to) => breach(to, frame(1, 'x', 0xf0)))],
      [
        0.4,
        'half-close',
        inPeer((to) => {
          faults++
          to.isOver = true
          to.tcp.push(null)
        }),
      ],
      [
        0.4,
        'reset',
        inPeer((to) => {
          faults++
          to.isOver = true
          to.tcp.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
        }),
      ],
      [
        0.4,
        'stop',
        () => {
          const stop = { due: clock.now() + 2 * closeTimeout }
          stops.push(stop)
          clientStop$(connection).subscribe(() => stops.splice(stops.indexOf(stop), 1))
        },
      ],
      [0.4, 'restart', () => clientRestart$(connection).subscribe({ error: () => undefined })],
      [0.3, 'abandon', () => clientRestart$(connection, { abandon: true }).subscribe({ error: () => undefined })],
      [
        2,
        'lease',
        () => {
          lease.unsubscribe()
          lease = clientStart$(connection).subscribe({ error: () => undefined })
        },
      ],
    ]
    weighed(
      random,
      choices.map(([weight, name, does]) => [
        weight,
        () => {
          trace.push(`> ${name}`)
          does()
        },
      ]),
    )
  }

  /** The peer answers the pings and the close frames that reached it. */
  const answerFrames = (to: Line): void => {
    const { frames } = to.tcp.written
    for (
      let next = frames[to.answered];
      next !== undefined && next.end <= to.tcp.accepted;
      next = frames[to.answered]
    ) {
      to.answered++
      if (to.isOver || to.tcp.destroyed) continue
      if (next.opcode === 9) arrive(to, frame(10, next.content))
      if (next.opcode !== 8 || random() < 0.2) continue
      arrive(to, frame(8, next.content))
      to.isOver = true
    }
  }

  const check = (): void => {
    for (const { due } of stops) need(clock.now() < due, 5, () => 'a stop has not come to rest')
    const current = line()
    if (core.state._tag === 'Open' && current !== undefined && !current.isStalled && !current.isOver) {
      const missing = current.said.length - received.length
      need(missing === 0, 3, () => `${missing} message(s) came and were not emitted`)
    }
    const isAtRest = core.state._tag === 'Closed' || core.state._tag === 'Failed'
    if (!isAtRest) return
    need(clock.pending() === 0, 6, () => `${clock.pending()} timers at rest`)
    need(
      lines.every(({ tcp }) => tcp.destroyed),
      6,
      () => 'a socket at rest',
    )
    need(answered === sent.length, 2, () => `${sent.length - answered} message(s) unanswered at rest`)
  }

  for (let step = 0; step < steps && violation === undefined; step++) {
    act()
    await turns()
    for (const to of lines) answerFrames(to)
    await turns()
    clock.pass(oneOf(random, [0, 0, 1, 5, 20, 60]))
    await turns()
    clock.pass(0)
    check()
  }
  lease.unsubscribe()
  clientStop$(connection).subscribe()
  for (let passed = 0; passed < 10; passed++) {
    clock.pass(2 * closeTimeout)
    await turns()
  }
  check()
  need(core.state._tag !== 'Open', 6, () => `${core.state._tag} long after the last release`)
  return { faults, violation, trace }
}
