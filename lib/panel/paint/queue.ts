import type { Row } from '../timeline/layout.ts'
import { bucket, type Totals } from '../timeline/totals.ts'
import { drawBase, type Plot, stroke, xOf } from './plot.ts'

/** Pixels of a step. */
const stepWidth = 3

/** Draws the unsettled messages as a line and their bytes as an area, each up to its own peak. */
export function drawQueue(plot: Plot, { top, height }: Row, totals: Totals): void {
  const { context, palette, left, until } = plot
  const bottom = Math.round(top + height - 5)
  drawBase(plot, bottom)
  const first = Math.floor(plot.from / bucket)
  const last = Math.floor(until / bucket) + 1
  const most = height - 10
  for (const unit of ['bytes', 'messages'] as const) {
    const peak = totals.peak(unit, first, last)
    if (peak === 0) continue
    context.beginPath()
    trace(plot, totals, unit, (value) => bottom - (most * value) / peak)
    if (unit === 'bytes') {
      context.lineTo(xOf(plot, until), bottom)
      context.lineTo(left, bottom)
      context.fillStyle = palette['wait-tint']
      context.fill()
    } else stroke(plot, 'wait')
  }
}

/** Traces the level in steps. Of an empty queue the line is left out, the outline of the area is not. */
function trace(plot: Plot, totals: Totals, unit: 'messages' | 'bytes', yOf: (value: number) => number): void {
  const { context, scale, until } = plot
  const buckets = Math.max(1, Math.ceil(stepWidth / scale / bucket))
  let before = 0
  context.moveTo(plot.left, yOf(0))
  for (let at = Math.floor(plot.from / bucket / buckets) * buckets; at * bucket < until; at += buckets) {
    const value = totals.peak(unit, at, at + buckets)
    if (value === before) continue
    const x = Math.max(plot.left, xOf(plot, at * bucket))
    if (before === 0 && unit === 'messages') context.moveTo(x, yOf(0))
    else context.lineTo(x, yOf(before))
    context.lineTo(x, yOf(value))
    before = value
  }
  if (before > 0 || unit === 'bytes') context.lineTo(xOf(plot, until), yOf(before))
}
