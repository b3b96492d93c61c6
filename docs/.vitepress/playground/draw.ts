import { type Column, columnsOf, widthOf } from './columns.ts'
import type { LaneName, Mark, Track } from './report.ts'

const names: ReadonlyArray<LaneName> = ['peer', 'state', 'sent', 'received', 'errors']

/** Pixels: the height of a lane and of the axis, the margins at both ends, the shortest band of the last state. */
const height = 36
const axisHeight = 26
const margin = 14
const tail = 92

/** Pixels of a letter on a mark and on the axis. */
const letter = 7.3
const digit = 6.6

const escape = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)

interface Row {
  readonly track: Track
  readonly name: LaneName
  readonly marks: ReadonlyArray<Mark>
}

/** Draws what connections did as lanes under one axis of virtual time. Returns HTML with one inline picture. */
export function draw(tracks: ReadonlyArray<Track>): string {
  const rows = tracks.flatMap((track) =>
    names
      .map((name): Row => ({ track, name, marks: inOrder(track.marks.filter(({ lane }) => lane === name)) }))
      .filter(({ name, marks }) => name !== 'errors' || marks.length > 0),
  )
  const columns = columnsOf(rows.map(({ marks }) => marks))
  const last = columns.at(-1)
  const end = (last?.x ?? 0) + Math.max(last?.width ?? 0, tail)
  const total = rows.length * height + axisHeight
  const lanes = rows.map((row, index) => drawRow(row, columns, end, index * height))
  const heads = rows.map(({ track, name }, index) => {
    const isFirst = rows[index - 1]?.track !== track
    const title = isFirst && tracks.length > 1 ? `<small>${escape(track.name)}</small>` : ''
    return `<span class="lane-name">${title}${name}</span>`
  })
  return `<div class="lanes" style="--height: ${height}px"><div class="lane-names" aria-hidden="true">${heads.join('')}</div>
<div class="lane-scroll" tabindex="0"><svg width="${end + 2 * margin}" height="${total}" viewBox="${-margin} 0 ${end + 2 * margin} ${total}" role="img" aria-label="Marble diagram. The list of events below has the same content.">
${drawAxis(columns, end, rows.length * height)}${lanes.join('')}</svg></div></div>`
}

/** Marks by time. Those of one moment keep their order. `Idle` is left out where it lasts no time. */
function inOrder(marks: ReadonlyArray<Mark>): ReadonlyArray<Mark> {
  const sorted = [...marks].sort((a, b) => a.at - b.at)
  return sorted.filter(({ kind, at }, index) => kind !== 'Idle' || sorted[index + 1]?.at !== at)
}

function drawRow({ name, marks }: Row, columns: ReadonlyArray<Column>, end: number, y: number): string {
  const places = new Map(columns.map(({ at, x }) => [at, x]))
  const taken = new Map<number, number>()
  const placed = marks.map((mark) => {
    const x = (places.get(mark.at) ?? 0) + (taken.get(mark.at) ?? 0)
    taken.set(mark.at, (taken.get(mark.at) ?? 0) + widthOf(mark) + 5)
    return { mark, x }
  })
  const middle = y + height / 2
  const line =
    name === 'state' ? '' : `<line class="thread" x1="${-margin}" x2="${end + margin}" y1="${middle}" y2="${middle}"/>`
  const drawn = placed.map(({ mark, x }, index) => {
    const until = name === 'state' ? (placed[index + 1]?.x ?? end) - 2 : x + widthOf(mark)
    return drawMark(mark, x, middle, Math.max(6, until - x))
  })
  return line + drawn.join('')
}

function drawMark({ lane, kind, label, text, at }: Mark, x: number, middle: number, width: number): string {
  const fits = label.length * letter + 10 <= width
  const shown = lane === 'state' && !fits ? label.slice(0, 1) : label
  const anchor = lane === 'state' && fits ? 'start' : 'middle'
  const textAt = anchor === 'start' ? 8 : width / 2
  const shape =
    lane === 'errors'
      ? '<path d="M11 -11 L22 0 L11 11 L0 0 Z"/>'
      : kind === 'dial'
        ? '<path d="M11 -9 V8 M5 2 L11 9 L17 2"/>'
        : `<rect y="-12" width="${width}" height="24" rx="${kind === 'binary' || kind === 'ping' || lane === 'state' ? 3 : 12}"/>`
  const whole = escape(`${at} ms, ${lane}: ${text}`)
  return `<g class="mark" data-lane="${lane}" data-kind="${escape(kind)}" data-text="${whole}" transform="translate(${x} ${middle})"><title>${whole}</title>${shape}<text x="${textAt}" y="4" text-anchor="${anchor}">${escape(shown)}</text></g>`
}

function drawAxis(columns: ReadonlyArray<Column>, end: number, y: number): string {
  let free = -margin
  const ticks = columns.map(({ at, x, isAfterBreak }) => {
    const text = `${at} ms`
    const hasRoom = x >= free
    if (hasRoom) free = x + text.length * digit + 8
    const gap = isAfterBreak ? `<text class="break" x="${x - 22}" y="${y + 17}">≈</text>` : ''
    const labelled = hasRoom ? `<text x="${x}" y="${y + 17}">${text}</text>` : ''
    return `<line x1="${x}" x2="${x}" y1="0" y2="${y}"/>${gap}${labelled}`
  })
  return `<g class="axis"><line x1="${-margin}" x2="${end + margin}" y1="${y}" y2="${y}"/>${ticks.join('')}</g>`
}

/** The events as rows of a table, in order: the drawing for those who cannot see or point. */
export function listEvents(tracks: ReadonlyArray<Track>): string {
  const rows = tracks
    .flatMap((track) => track.marks.map((mark) => ({ track, mark })))
    .sort((a, b) => a.mark.at - b.mark.at)
    .map(({ track, mark: { at, lane, text } }) => {
      const name = tracks.length > 1 ? `<td>${escape(track.name)}</td>` : ''
      return `<tr><td>${at}</td>${name}<td>${lane}</td><td>${escape(text)}</td></tr>`
    })
  const head = `<tr><th>ms</th>${tracks.length > 1 ? '<th>connection</th>' : ''}<th>lane</th><th>event</th></tr>`
  return `<table><thead>${head}</thead><tbody>${rows.join('')}</tbody></table>`
}
