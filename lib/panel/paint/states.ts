import { type ConnectionState, isRest } from '../../model/connection-state.ts'
import type { Filter } from '../timeline/columns.ts'
import type { Row } from '../timeline/layout.ts'
import type { Mark } from '../timeline/mark.ts'
import type { MarkRing } from '../timeline/mark-ring.ts'
import { stateColours } from '../view/colours.ts'
import { drawText, fill, type Plot, sans, stroke, xOf } from './plot.ts'

/** Draws the states: each lasts from its mark to the next one, the last until now. */
export function drawStates(plot: Plot, { top, height }: Row, ring: MarkRing, filter: Filter): void {
  const end = xOf(plot, plot.until)
  for (let index = Math.max(0, ring.indexAfter(plot.from) - 1); index < ring.length; index++) {
    const mark = ring.at(index)
    if (mark === undefined || mark.at > plot.edge) break
    const next = ring.at(index + 1)
    const until = next === undefined ? end : Math.min(end, xOf(plot, next.at))
    plot.context.globalAlpha = filter?.(mark) === false ? 0.25 : 1
    drawState(plot, mark, xOf(plot, mark.at), until, top + 4, height - 8)
  }
  plot.context.globalAlpha = 1
}

function drawState(plot: Plot, mark: Mark, begin: number, end: number, top: number, height: number): void {
  const { context, left } = plot
  const x = Math.max(begin, left - 4)
  const width = Math.max(3, end - x)
  const colour = stateColours[mark.kind as ConnectionState['_tag']]
  const isThin = isRest({ _tag: mark.kind })
  const middle = top + height / 2
  // Of a state in which nothing goes on a thin line is drawn.
  if (isThin) fill(plot, 'line', x, middle - 2, width, 4)
  else fill(plot, `${colour}-tint`, x, top, width, height)
  if (mark.kind === 'Waiting') drawStripes(plot, begin, x, width, top, height)
  // Forced colours have no tints: this line shows where the state ends.
  if (!isThin) fill(plot, colour, x, top + height, width, 1)
  if (begin >= left - 4) fill(plot, colour, begin, top, 3, height)
  const room = end - x - 16
  if (room < 18) return
  context.font = `600 11.5px ${sans}`
  // The name stays in sight as long as a part of the state does.
  const nameWidth = Math.min(room, context.measureText(mark.kind).width)
  const start = Math.max(x, left) + 9
  if (isThin) fill(plot, 'sunk', start - 4, top, nameWidth + 8, height)
  const drawn = drawText(plot, colour, mark.kind, start, middle, room)
  if (isThin || mark.kind === 'Open' || room - drawn < 90) return
  context.font = `11.5px ${sans}`
  drawText(plot, colour, mark.text, start + drawn + 8, middle, room - drawn - 8)
}

/** Stripes that move with the state. */
function drawStripes(plot: Plot, begin: number, x: number, width: number, top: number, height: number): void {
  const { context } = plot
  context.save()
  context.beginPath()
  context.rect(x, top, width, height)
  context.clip()
  context.beginPath()
  const step = 12
  for (let at = x - height - ((x - height - begin) % step) - step; at < x + width; at += step) {
    context.moveTo(at, top + height)
    context.lineTo(at + height, top)
  }
  stroke(plot, 'sunk', 4)
  context.restore()
}
