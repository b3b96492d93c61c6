import type { Filter } from '../timeline/columns.ts'
import type { Row } from '../timeline/layout.ts'
import type { Mark } from '../timeline/mark.ts'
import type { MarkRing } from '../timeline/mark-ring.ts'
import { drawBase, drawText, fill, type Plot, sans, stroke, xOf } from './plot.ts'

/** Calls back for each visible mark with its place and that of the next one. */
function eachMark(
  plot: Plot,
  ring: MarkRing,
  filter: Filter,
  draw: (mark: Mark, x: number, nextX: number) => void,
): void {
  let current: Mark | undefined
  // From a little before the left edge: a mark is wider than a point.
  for (let index = ring.indexAfter(plot.from - 12 / plot.scale); index <= ring.length; index++) {
    const mark = ring.at(index)
    if (mark !== undefined && filter?.(mark) === false) continue
    if (current !== undefined) draw(current, xOf(plot, current.at), mark === undefined ? Infinity : xOf(plot, mark.at))
    if (mark === undefined || mark.at > plot.edge) return
    current = mark
  }
}

/** Draws errors as diamonds, with their names where there is room. */
export function drawErrors(plot: Plot, { top, height }: Row, ring: MarkRing, filter: Filter): void {
  const { context, palette, right } = plot
  const middle = top + height / 2
  drawBase(plot, middle)
  eachMark(plot, ring, filter, (mark, x, nextX) => {
    const size = nextX - x < 12 ? 5 : 8
    context.beginPath()
    context.moveTo(x, middle - size)
    context.lineTo(x + size, middle)
    context.lineTo(x, middle + size)
    context.lineTo(x - size, middle)
    context.closePath()
    context.fillStyle = palette['error-tint']
    context.fill()
    stroke(plot, 'error')
    fill(plot, 'error', x - 0.75, middle - size * 0.45, 1.5, size * 0.5)
    fill(plot, 'error', x - 0.75, middle + size * 0.25, 1.5, 1.5)
    const room = Math.min(nextX - 12, right + 20) - x - 14
    if (room < 40) return
    context.font = `500 11.5px ${sans}`
    const width = Math.min(room, context.measureText(mark.kind).width)
    fill(plot, 'sunk', x + 11, middle - 7, width + 6, 14)
    drawText(plot, 'error', mark.kind, x + 14, middle, room)
  })
}

/** Round trips of at least so many milliseconds use the whole height of the lane. */
const lowestPeak = 20

/** Draws pings as ticks and pongs as stems, as high as the round trip. */
export function drawHeartbeat(plot: Plot, { top, height }: Row, ring: MarkRing, filter: Filter): void {
  const { context } = plot
  const bottom = Math.round(top + height - 5)
  drawBase(plot, bottom)
  let peak = lowestPeak
  eachMark(plot, ring, filter, ({ amount }) => {
    peak = Math.max(peak, amount)
  })
  const most = height - 11
  eachMark(plot, ring, filter, ({ kind, amount }, x) => {
    if (kind === 'ping') {
      context.globalAlpha = 0.55
      fill(plot, 'beat', x - 0.75, bottom - 5, 1.5, 5)
      context.globalAlpha = 1
      return
    }
    const stem = Math.max(5, (most * amount) / peak)
    fill(plot, 'beat', x - 0.75, bottom - stem, 1.5, stem)
    context.beginPath()
    context.arc(x, bottom - stem, 3, 0, 7)
    context.fill()
  })
}
