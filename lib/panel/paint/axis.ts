import { stepOf, tickLabel } from '../timeline/time-axis.ts'
import { fill, type Plot, sans, stroke, xOf } from './plot.ts'

/** Pixels of the strip with the labels. */
export const axisHeight = 22

/** Pixels between labels, at least. */
const labelDistance = 84

/** Half of the width of a label, in pixels. */
const halfLabel = 24

/** Calls back for each tick of a step. @param offset - the time of day at time 0, in milliseconds since 1970 */
function eachTick(plot: Plot, offset: number, step: number, draw: (x: number, wall: number) => void): void {
  const end = offset + plot.edge + 30 / plot.scale
  for (let wall = Math.ceil((offset + plot.from) / step) * step; wall <= end; wall += step) {
    draw(Math.round(xOf(plot, wall - offset)), wall)
  }
}

/** Draws the vertical lines behind the lanes. */
export function drawGrid(plot: Plot, offset: number, height: number): void {
  eachTick(plot, offset, stepOf(plot.scale, labelDistance), (x) => fill(plot, 'line', x, 0, 1, height))
}

/** Draws the strip with times of day, at the bottom of the canvas. */
export function drawAxis(plot: Plot, offset: number, top: number, width: number): void {
  const { context, palette, scale, left } = plot
  const step = stepOf(scale, labelDistance)
  fill(plot, 'ground', 0, top, width, axisHeight)
  fill(plot, 'line', 0, top, width, 1)
  context.save()
  context.beginPath()
  context.rect(left, top, width - left, axisHeight)
  context.clip()
  eachTick(plot, offset, step / 5, (x) => fill(plot, 'edge', x, top, 1, 4))
  context.font = `11px ${sans}`
  context.fillStyle = palette.soft
  context.textAlign = 'center'
  eachTick(plot, offset, step, (x, wall) => {
    if (x > left + halfLabel && x < width - halfLabel) context.fillText(tickLabel(wall, step), x, top + 13)
  })
  context.restore()
}

/** Draws the line of the current time: dashed while the picture is held. */
export function drawNow(plot: Plot, height: number, isHeld: boolean): void {
  const { context, until, right } = plot
  const x = Math.round(isHeld ? right : xOf(plot, until))
  context.globalAlpha = 0.8
  if (isHeld) context.setLineDash([4, 4])
  context.beginPath()
  context.moveTo(x + 0.5, 0)
  context.lineTo(x + 0.5, height)
  stroke(plot, 'accent')
  context.setLineDash([])
  context.globalAlpha = 1
}
