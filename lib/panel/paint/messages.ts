import { type Columns, type Filter, heightOf } from '../timeline/columns.ts'
import type { History } from '../timeline/history.ts'
import type { Row } from '../timeline/layout.ts'
import { formatBytes, isMessage, isUnsent, type Mark } from '../timeline/mark.ts'
import { drawBase, drawText, fill, mono, type Plot, stroke, xOf } from './plot.ts'

/** Pixels around a message within which a second one makes bars of both. */
const aloneWithin = 9

/** Pixels of the widest message, and of the narrowest one with a part of its text. */
const maxWidth = 84
const leastText = 34

/** Draws a lane of messages: alone as pills with their text, close together as bars, as high as their rate. */
export function drawMessages(plot: Plot, row: Row, history: History, columns: Columns, filter: Filter): void {
  const { from, edge, scale } = plot
  const lane = row.lane === 'in' ? 'in' : 'out'
  const middle = row.top + row.height / 2
  drawBase(plot, middle)
  columns.fill(history, lane, from, edge, scale, filter)
  const width = columns.width * scale
  const bar = Math.max(2, width - 1)
  const near = Math.ceil(aloneWithin / width)
  const most = row.height - 4
  for (let column = 0; column < columns.length; column++) {
    const count = columns.counts[column] ?? 0
    const failed = columns.failed[column] ?? 0
    if (count + failed === 0) continue
    const begin = (columns.first + column) * columns.width
    if (columns.isAlone(column, near)) {
      const mark = messageOf(history, lane, begin, begin + columns.width, filter)
      const room = columns.roomAround(column, Math.ceil(maxWidth / width)) * width - 2
      if (mark !== undefined) {
        drawMessage(plot, mark, middle, Math.min(maxWidth, room))
        continue
      }
    }
    const height = Math.max(5, most * heightOf(count + failed, columns.width))
    const failing = (height * failed) / (count + failed)
    const x = xOf(plot, begin)
    fill(plot, lane, x, middle - height / 2 + failing, bar, height - failing)
    fill(plot, 'error', x, middle - height / 2, bar, failing)
  }
}

/** The message of a column that has one, unless it has left the ring. */
function messageOf(
  history: History,
  lane: 'in' | 'out',
  from: number,
  until: number,
  filter: Filter,
): Mark | undefined {
  const ring = history.marks[lane]
  for (let index = ring.indexAfter(from); index < ring.length; index++) {
    const mark = ring.at(index)
    if (mark === undefined || mark.at >= until) return undefined
    if ((isMessage(mark) || isUnsent(mark)) && filter?.(mark) !== false) return mark
  }
  return undefined
}

/** Draws one message as a pill. Bytes have corners. */
function drawMessage(plot: Plot, mark: Mark, middle: number, room: number): void {
  const { context, palette } = plot
  const isLeft = isUnsent(mark)
  const colour = isLeft ? 'error' : mark.lane === 'in' ? 'in' : 'out'
  context.font = `600 11px ${mono}`
  const label = isLeft ? '×' : mark.text === '' ? formatBytes(mark.amount) : mark.text.replace(/\s+/g, ' ')
  const wanted = Math.min(maxWidth, context.measureText(label.slice(0, 16)).width + 14)
  const width = room >= Math.min(wanted, leastText) ? Math.min(wanted, room) : 10
  const height = width > 10 ? 18 : 10
  const x = xOf(plot, mark.at) - width / 2
  context.beginPath()
  context.roundRect(x, middle - height / 2, width, height, mark.kind === 'binary' ? 2 : height / 2)
  context.fillStyle = palette[`${colour}-tint`]
  context.fill()
  if (isLeft) context.setLineDash([3, 2])
  stroke(plot, colour)
  context.setLineDash([])
  if (width > 10) drawText(plot, colour, label, x + 7, middle, width - 12)
}
