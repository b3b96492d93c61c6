import type { ConnectionState } from '../../model/connection-state.ts'
import type { RecordedBody, RecordingData } from '../recording/recorded-event.ts'
import { drawLanes, type Lane, type Mark, type Paint } from './lanes.ts'
import { Letters } from './letters.ts'

/** Options of a diagram. */
export interface DiagramOptions {
  /** Columns of the whole picture, at least 40. Default: 98. */
  readonly width?: number | undefined
  /** Draws only so many milliseconds before the end. Default: everything. */
  readonly last?: number | undefined
  /** The end of the picture, in milliseconds since 1970. Default: that of the longest recording. */
  readonly until?: number | undefined
  /** Colours the picture. Default: no colours. */
  readonly paint?: Paint | undefined
  /** Rows above those of the recordings. */
  readonly lanes?: ReadonlyArray<Lane> | undefined
}

/** The sign of each state, and the character that fills its lane while the state lasts. */
const signs: Readonly<Record<ConnectionState['_tag'], readonly [sign: string, fill: string]>> = {
  Idle: ['I', ' '],
  Connecting: ['C', '-'],
  Open: ['O', '='],
  Waiting: ['W', '.'],
  Closing: ['S', '-'],
  Closed: ['X', ' '],
  Failed: ['F', ' '],
}

const words = `  I Idle  C Connecting  O Open  W Waiting for the next attempt  S Closing  X Closed  F Failed
  given: handed to send()   sent: the result was Right   equal letters are equal texts`

/** The longest text of the legend, in characters. */
const maxText = 120

const plain: Paint = (text) => text

/** Draws recordings as marbles on one time axis, with a legend. */
export function drawDiagram(recordings: ReadonlyArray<RecordingData>, options: DiagramOptions = {}): string {
  const { lanes = [], paint = plain, last = Infinity } = options
  const width = Math.max(40, options.width ?? 98)
  const began = Math.min(
    ...recordings.map((each) => each.began),
    ...lanes.flatMap(({ marks }) => marks.slice(0, 1).map(({ at }) => at)),
  )
  const to = options.until ?? Math.max(...recordings.map((each) => each.began + each.duration))
  const from = Math.max(began, to - last)
  const letters = new Letters()
  const drawn = [...lanes, ...recordings.flatMap((recording) => lanesOf(recording, from, letters))]
  const picture = drawLanes(drawn, { from, to: Math.max(to, from + 1), width, paint })
  return `${picture}\n\n${words}\n${letters.legend(width)}`.trimEnd()
}

function lanesOf({ connection, began, events }: RecordingData, from: number, letters: Letters): ReadonlyArray<Lane> {
  const marks = {
    state: [] as Mark[],
    given: [] as Mark[],
    sent: [] as Mark[],
    received: [] as Mark[],
    errors: [] as Mark[],
  }
  const given = new Map<number, string>()
  for (const event of events) {
    const at = began + event.at
    const put = (lane: keyof typeof marks, text: string): void => {
      if (at >= from) marks[lane].push({ at, sign: letters.of(text) })
    }
    switch (event._tag) {
      case 'State': {
        const [sign, fill] = signs[event.state._tag]
        marks.state.push({ at, sign, fill })
        break
      }
      case 'Fault':
        put('errors', show(`${event.error._tag}: ${event.error.message}`))
        break
      case 'Received':
        put('received', bodyText(event.body))
        break
      case 'Given':
        given.set(event.id, bodyText(event.body))
        put('given', bodyText(event.body))
        break
      case 'Written':
        if (event.origin === 'send') break
        put('given', bodyText(event.body))
        put('sent', bodyText(event.body))
        break
      case 'Settled':
        if (event.error === undefined) put('sent', (event.id === undefined ? undefined : given.get(event.id)) ?? '?')
        break
      case 'Input':
      case 'Dial':
      case 'Withdrawn':
      case 'Ping':
      case 'RoundTrip':
      case 'PeerClosing':
    }
  }
  const lane = (name: keyof typeof marks, style?: Lane['style']): Lane => ({
    // A name that is an address would show its scheme alone.
    group: connection.replace(/^wss?:\/\//, ''),
    name,
    style,
    marks: marks[name],
  })
  return [lane('state', 'green'), lane('given'), lane('sent'), lane('received', 'cyan'), lane('errors', 'red')]
}

function show(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > maxText ? `${line.slice(0, maxText)}…` : line
}

/** A message in a few characters: its kind and size if it was hidden. */
function bodyText({ kind, size, content }: RecordedBody): string {
  if (content === undefined) return `${kind}, ${size} bytes`
  if (kind === 'binary') return show(`<${content.match(/../g)?.join(' ') ?? ''}>`)
  return /^[[{]/.test(content) ? show(content.replaceAll('"', '')) : show(`'${content}'`)
}
