import type { Filter } from '../timeline/columns.ts'
import type { Row } from '../timeline/layout.ts'
import type { Mark } from '../timeline/mark.ts'
import type { MarkRing } from '../timeline/mark-ring.ts'
import { type Palette, stateColours } from '../view/style.ts'
import { drawText, type Plot, sans, xOf } from './plot.ts'

/** The tints of states in which something is going on. Of the others a thin line is drawn. */
const tints: Readonly<Record<string, keyof Palette>> = {
  Connecting: 'out-tint',
  Open: 'good-tint',
  Waiting: 'wait-tint',
  Closing: 'line',
}

/** Draws the states: each lasts from its mark to the next one, the last until now. */
export function drawStates(plot: Plot, { top, height }: Row, ring: MarkRing, filter: Filter): void {
  const end = xOf(plot, Math.min(plot.now, plot.edge))
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
  const { context, palette, left } = plot
  const x = Math.max(begin, left - 4)
  const width = Math.max(3, end - x)
  const colour = stateColours[mark.kind] ?? 'rest'
  const tint = tints[mark.kind]
  const middle = top + height / 2
  context.fillStyle = palette[tint ?? 'line']
  if (tint === undefined) context.fillRect(x, middle - 2, width, 4)
  else context.fillRect(x, top, width, height)
  if (mark.kind === 'Waiting') drawStripes(plot, begin, x, width, top, height)
  context.fillStyle = palette[colour]
  if (begin >= left - 4) context.fillRect(begin, top, 3, height)
  const room = end - x - 16
  if (room < 18) return
  context.font = `600 11.5px ${sans}`
  // The name stays in sight as long as a part of the state does.
  const nameWidth = Math.min(room, context.measureText(mark.kind).width)
  const start = Math.max(x, left) + 9
  if (tint === undefined) {
    context.fillStyle = palette.sunk
    context.fillRect(start - 4, top, nameWidth + 8, height)
    context.fillStyle = palette[colour]
  }
  const drawn = drawText(context, mark.kind, start, middle, room)
  if (tint === undefined || mark.kind === 'Open' || room - drawn < 90) return
  context.font = `11.5px ${sans}`
  drawText(context, mark.text, start + drawn + 8, middle, room - drawn - 8)
}

/** Stripes that move with the state. */
function drawStripes(
  { context, palette }: Plot,
  begin: number,
  x: number,
  width: number,
  top: number,
  height: number,
): void {
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
  context.strokeStyle = palette.sunk
  context.lineWidth = 4
  context.stroke()
  context.restore()
}
