import { expect } from 'chai'
import {
  clientRestart$,
  clientStart$,
  type Connection,
  type ConnectionOptions,
  defineConnection,
  send,
} from 'pulsewire'
import { fromJSON, record, type RecordingData } from 'pulsewire/inspect'
import { blocks, closes, marbles, type PeerValue, refuses, stalls, timeline, violates } from 'pulsewire/testing'
import { of, throwError, timer } from 'rxjs'

import { randomRun } from './random-run.ts'
import { runTest } from './run-test.ts'

type Act = (chat: Connection<string, string>) => unknown

const start: Act = (chat) => clientStart$(chat).subscribe({ error: () => undefined })
const say =
  (text: string): Act =>
  (chat) =>
    of(text).pipe(send(chat)).subscribe()

/** Records a run of 1,000 ms in virtual time, and returns the generated test. */
function testOf(
  scripts: ReadonlyArray<string>,
  values: Readonly<Record<string, PeerValue>>,
  options: Partial<ConnectionOptions<string, string>> = {},
  acts: ReadonlyArray<readonly [at: number, act: Act]> = [],
): string {
  let source = ''
  const play = marbles(
    ({ peer }) => {
      const retry = { initialDelay: 20, jitter: 'none' } as const
      const { transport } = peer(scripts, values)
      const chat = defineConnection({ name: 'chat', url: 'ws://peer', transport, heartbeat: false, retry, ...options })
      const recording = record(chat)
      const end: Act = () => (source = recording.toTest())
      timeline<Act>([[1, start], ...acts, [1_000, end]]).subscribe((act) => act(chat))
    },
    { until: 1_001 },
  )
  play()
  return source
}

/** Lines of the expectation. */
const linesOf = (source: string): ReadonlyArray<string> => source.match(/(?<=^ {4}\[\d+, ').*(?='\],$)/gm) ?? []

describe('toTest', () => {
  it('writes the script of each dial, the acts of the program, the options, and the expected states and errors', () => {
    const source = testOf(
      ['4ms o 20ms a 10ms x', '--r', '---o'],
      { a: 'hello', x: closes(1012, 'restart'), r: refuses(503, { retryAfter: 70 }) },
      { connectTimeout: 300 },
      [[10, say('hi')]],
    )
    expect(source).to.include(`peer([
    '----o 20ms a 10ms b',
    '--c',
    '---o',
  ], {
    a: '.....',
    b: closes(1012, 'restart'),
    c: refuses(503, { retryAfter: 70 }),
  })`)
    expect(source)
      .to.match(/\[1\d, \(\) => say\('\.\.'\)\],/)
      .and.to.include('connectTimeout: 300,')
    expect(source).to.include('// Messages were hidden')
    expect(linesOf(source)).to.deep.equal([
      'Idle',
      'Connecting, attempt 1',
      'Open',
      'Fault ConnectionLost 1012 "restart"',
      'Waiting 20 ms for attempt 2',
      'Connecting, attempt 2',
      'Fault HandshakeFailed 503',
      'Waiting 70 ms for attempt 3',
      'Connecting, attempt 3',
      'Open',
    ])
    runTest(source)
  })

  it('fails where a state comes at another time, or is another', () => {
    const source = testOf(['--o---x'], { x: closes(1012) })
    runTest(source)
    expect(() => {
      runTest(source.replace('initialDelay: 20', 'initialDelay: 19'))
    }).to.throw('The marbles differ')
    expect(() => {
      runTest(source.replace('closes(1012)', 'closes(1000)'))
    }).to.throw('The marbles differ')
  })

  const cases: ReadonlyArray<readonly [title: string, source: () => string, ...lines: ReadonlyArray<string>]> = [
    [
      'a peer that dies in silence',
      () => testOf(['--o 230ms s'], { s: stalls() }, { heartbeat: { interval: 100, timeout: 40 } }),
      'Fault HeartbeatTimedOut',
    ],
    [
      'a breach of the protocol',
      () => testOf(['--o--v'], { v: violates(1007) }),
      'Fault ProtocolFailed 1007',
      'Failed',
    ],
    [
      'a message in flight as the connection breaks',
      () => testOf(['--o--k 50ms #'], { k: blocks() }, {}, [[20, say('lost')]]),
      'Fault SendUncertain',
      'Fault ConnectionLost 1006',
    ],
    [
      'a queue that is full',
      () =>
        testOf(['---'], {}, { outbox: { limit: 1 } }, [
          [5, say('one')],
          [6, say('two')],
        ]),
      'Fault OutboxFull',
    ],
    ['an attempt that hangs', () => testOf(['-'], {}, { connectTimeout: 50 }), 'Fault ConnectTimedOut'],
    [
      'a url function that fails',
      () => testOf(['-o'], {}, { url: () => throwError(() => new Error('no token')) }),
      'Fault AddressFailed',
    ],
    [
      'a greeting that takes its time, and fails',
      () => testOf(['-o'], {}, { greet: () => timer(30).pipe(() => throwError(() => new Error('no'))) }),
      'Fault GreetingFailed',
    ],
    [
      'verdicts of a diagnose of its own',
      () => testOf(['-o-|'], {}, { retry: { initialDelay: 20, jitter: 'none', diagnose: () => 'retry' } }),
      'Waiting 20 ms for attempt 2',
    ],
    [
      'a restart to which the peer gives no answer',
      () =>
        testOf(['-o--s', '-o'], { s: stalls() }, { closeTimeout: 30 }, [
          [50, (chat) => clientRestart$(chat).subscribe({ error: () => undefined })],
        ]),
      'Closing 1000',
      'Fault ConnectionLost 1006',
      'Connecting, attempt 1',
    ],
  ]
  for (const [title, sourceOf, ...lines] of cases) {
    it(`replays ${title}`, () => {
      const source = sourceOf()
      expect(linesOf(source)).to.include.members([...lines])
      runTest(source)
    })
  }

  it('names the errors that it leaves out, since they depend on a codec', () => {
    const issues = [{ path: '', message: 'no' }]
    const codec = {
      decode: () => ({ _tag: 'Left', left: issues }) as const,
      encode: (value: string) => ({ _tag: 'Right', right: value }) as const,
    }
    const source = testOf(['-o--a'], {}, { codec }, [[1, (chat) => chat.subscribe()]])
    expect(source).to.include('// DecodeFailed is left out')
    expect(linesOf(source)).to.deep.equal(['Idle', 'Connecting, attempt 1', 'Open'])
    runTest(source)
  })

  it('writes no text of a recording but as a quoted string', () => {
    const evil = "'); process.exit(7); ('\n*/ process.exit(7) /*\u2028\\"
    let data: RecordingData | undefined
    marbles(
      ({ peer }) => {
        const { transport } = peer(['-o-x'], { x: closes(4000, evil) })
        const chat = defineConnection({ name: evil, url: 'ws://peer', transport, retry: false })
        const recording = record(chat, { hide: () => evil })
        timeline<Act>([
          [1, start],
          [2, say('x')],
          [50, () => (data = recording.toJSON())],
        ]).subscribe((act) => act(chat))
      },
      { until: 51 },
    )()
    const read = fromJSON(JSON.stringify(data))
    if (read._tag === 'Left') throw new Error('not read')
    runTest(read.right.toTest({ title: evil }))
  })

  it('ends, whatever a file says', () => {
    const source = testOf(['-o--s'], { s: stalls() }, { heartbeat: { interval: 100, timeout: 40 } })
    expect(source).not.to.equal('')
    let data: RecordingData | undefined
    marbles(({ peer }) => {
      const chat = defineConnection({ url: 'ws://peer', transport: peer(['-o']).transport })
      data = record(chat).toJSON()
    })()
    const wild = {
      ...(data as RecordingData),
      beginning: { state: 'Open', dial: -5, attempt: 1e9, openSince: -1e12 },
      duration: 1e15,
      began: 1e300,
      options: { ...(data as RecordingData).options, heartbeat: { interval: 0, timeout: 0 } },
      events: [
        {
          at: 1e9,
          _tag: 'Input',
          input: { _tag: 'Overdue', timer: 'heartbeat' },
          from: 'Open',
          to: 'Waiting',
          draw: 5,
        },
        { at: -4, _tag: 'Received', body: { kind: 'text', size: -3 }, isGreeting: false },
      ],
    }
    const read = fromJSON(wild)
    if (read._tag === 'Left') throw new Error(JSON.stringify(read.left))
    expect(read.right.toTest()).to.include('marbles')
  })

  it('replays random runs of a computer, recorded from their beginning or later: the same states and errors', () => {
    for (let seed = 0; seed < 12; seed++) runTest(randomRun(seed, seed % 2 === 0).toTest())
  })
})
