import type { RecordingData } from '../recording/recorded-event.ts'
import { actSource, optionLines, outcomesSource, refusalSource } from './parts.ts'
import type { PeerAct, Replay } from './replay.ts'
import { bodySource, indent, quote, scriptSource, ValueLetters } from './text.ts'
import { Walk } from './walk.ts'

/** Options of a generated test. */
export interface ToTestOptions {
  /** The title of the test. Default: the name of the connection and the time of day of the recording. */
  readonly title?: string | undefined
}

/** Writes the source of a marble test that plays a recording. */
export function toTest(data: RecordingData, { title }: ToTestOptions = {}): string {
  const replay = new Walk(data).run()
  const body = new Source(data, replay).body()
  const began = new Date(Math.min(8.64e15, Math.max(0, data.began))).toISOString()
  const lines = [
    `// Recorded from ${quote(data.connection)} at ${began}, for ${Math.round(data.duration)} ms.`,
    ...comments(data, replay).map((line) => `// ${line}`),
    `it(${quote(title ?? `replays ${data.connection}, recorded at ${began}`)}, marbles(({ peer, expectObservable }) => {`,
    indent(body, 2),
    `}, { until: ${replay.end} }))`,
  ]
  const text = lines.join('\n')
  return `${importsOf(text)}\n\n${text}\n`
}

function comments({ events, dropped }: RecordingData, { notes }: Replay): ReadonlyArray<string> {
  const isHidden = events.some((event) => 'body' in event && event.body.content === undefined)
  return [
    ...(isHidden ? ['Messages were hidden: others of the same kind and size stand for them.'] : []),
    ...(dropped > 0 ? [`${dropped} earlier events were dropped for want of room.`] : []),
    ...notes,
  ]
}

const names: Readonly<Record<string, ReadonlyArray<string>>> = {
  pulsewire: ['clientRestart$', 'clientStart$', 'clientStop$', 'defineConnection', 'raw', 'send', 'state$'],
  'pulsewire/inspect': ['outline'],
  'pulsewire/testing': ['blocks', 'closes', 'ignores', 'marbles', 'refuses', 'timeline', 'violates'],
  rxjs: ['filter', 'ignoreElements', 'map', 'NEVER', 'of', 'race', 'Subject', 'switchMap', 'throwError', 'timer'],
}

function importsOf(text: string): string {
  const lines = Object.entries(names).map(([module, all]) => {
    const used = all.filter((name) => new RegExp(`(?<![\\w.'])${name.replace('$', '\\$')}(?=[(,<)]| }|\\n)`).test(text))
    return used.length === 0 ? '' : `import { ${used.join(', ')} } from '${module}'`
  })
  return lines.filter((line) => line !== '').join('\n')
}

/** The parts of one test. */
class Source {
  readonly #data: RecordingData
  readonly #replay: Replay
  readonly #letters = new ValueLetters()

  constructor(data: RecordingData, replay: Replay) {
    this.#data = data
    this.#replay = replay
  }

  body(): ReadonlyArray<string> {
    const { acts, expected } = this.#replay
    const sends = acts.some(([, { _tag }]) => _tag === 'Send')
    const wakes = acts.some(([, { _tag }]) => _tag === 'Wake')
    return [
      ...this.#peer(),
      ...(wakes ? ['const wake$ = new Subject<void>()'] : []),
      ...this.#byDial(),
      ...this.#connection(wakes),
      ...(this.#countsDials
        ? ['chat.pipe(state$()).subscribe(({ _tag }) => {', "  if (_tag === 'Connecting') dials++", '})']
        : []),
      ...(sends
        ? [
            'const say = (data: string | Uint8Array, isVolatile = false): void => {',
            '  of(data).pipe(send(chat, { volatile: isVolatile })).subscribe()',
            '}',
          ]
        : []),
      'const ignore = (): void => undefined',
      'timeline<() => unknown>([',
      ...acts.map(([at, act]) => `  [${at}, () => ${actSource(act)}],`),
      ']).subscribe((act) => act())',
      "const seen$ = chat.pipe(filter((event) => event._tag !== 'Message'), map(outline))",
      `expectObservable(seen$).toEqual(timeline([`,
      ...expected.map(([at, line]) => `  [${at}, ${quote(line)}],`),
      ']))',
    ]
  }

  get #countsDials(): boolean {
    const { verdicts, addresses, greetings } = this.#replay
    return this.#isDrawn || [verdicts, addresses, greetings].some((each) => each !== undefined)
  }

  #peer(): ReadonlyArray<string> {
    const scripts = this.#replay.scripts.map(({ dialedAt, steps }) => {
      const sorted = [...steps].sort(([a], [b]) => a - b)
      return quote(scriptSource(sorted.map(([at, act]) => [at - dialedAt, this.#letter(act)])))
    })
    const { fields } = this.#letters
    return [
      'const server = peer([',
      ...(scripts.length === 0 ? ["'-'"] : scripts).map((script) => `  ${script},`),
      ...(fields.length === 0 ? ['])'] : ['], {', ...fields.map((field) => `  ${field},`), '})']),
    ]
  }

  #letter(act: PeerAct): string {
    switch (act._tag) {
      case 'Opens':
        return 'o'
      case 'Loses':
        return '#'
      case 'Stalls':
      case 'Ignores':
        return this.#letters.of('ignores()')
      case 'Blocks':
        return this.#letters.of('blocks()')
      case 'Says':
        return this.#letters.of(bodySource(act.body))
      case 'Closes':
        if (act.code === 1000 && act.reason === '') return '|'
        return this.#letters.of(`closes(${act.code}${act.reason === '' ? '' : `, ${quote(act.reason)}`})`)
      case 'Violates':
        return this.#letters.of(`violates(${act.code})`)
      case 'Refuses':
        return this.#letters.of(refusalSource(act.error))
    }
  }

  /** The values that differ from dial to dial, and the functions of the options that give them. */
  #byDial(): ReadonlyArray<string> {
    const { draws, verdicts, addresses, greetings } = this.#replay
    return [
      ...(this.#countsDials ? ['let dials = 0'] : []),
      ...(this.#isDrawn ? [`const draws = [${Array.from(draws, (draw = 0) => draw).join(', ')}]`] : []),
      ...(verdicts === undefined
        ? []
        : [`const verdicts = [${Array.from(verdicts, (verdict = 'retry') => quote(verdict)).join(', ')}] as const`]),
      ...(addresses === undefined ? [] : outcomesSource('addresses', addresses)),
      ...(greetings === undefined ? [] : outcomesSource('greetings', greetings)),
    ]
  }

  get #isDrawn(): boolean {
    return this.#replay.draws.some((draw) => draw !== undefined)
  }

  #connection(wakes: boolean): ReadonlyArray<string> {
    const { verdicts, addresses, greetings } = this.#replay
    const url =
      addresses === undefined
        ? quote('ws://peer')
        : "() => (addresses[dials - 1] ?? NEVER).pipe(map(() => 'ws://peer'))"
    return [
      'const chat = defineConnection({',
      `  name: ${quote(this.#data.connection)},`,
      `  url: ${url},`,
      '  transport: server.transport,',
      '  codec: raw,',
      ...(this.#isDrawn ? ['  random: () => draws[dials - 1] ?? 0.5,'] : []),
      ...(wakes ? ['  wake$,'] : []),
      ...(greetings === undefined
        ? []
        : ['  greet: ({ receive$ }) => race(receive$.pipe(ignoreElements()), greetings[dials - 1] ?? NEVER),']),
      ...optionLines(this.#data.options, verdicts !== undefined).map((line) => `  ${line},`),
      '})',
    ]
  }
}
