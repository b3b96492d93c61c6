import { Columns, type Filter } from '../timeline/columns.ts'
import type { Group, Row } from '../timeline/layout.ts'
import type { Lane } from '../timeline/mark.ts'
import type { Scene, Source } from '../timeline/scene.ts'
import type { Place } from '../timeline/walk.ts'
import type { Palette } from '../view/colours.ts'
import { axisHeight, drawAxis, drawGrid, drawNow } from './axis.ts'
import { drawMessages } from './messages.ts'
import { fill, type Plot, sans, stroke, xOf } from './plot.ts'
import { drawErrors, drawHeartbeat } from './points.ts'
import { drawQueue } from './queue.ts'
import { drawStates } from './states.ts'

/** Everything that one picture shows besides the scene. Pixels and milliseconds. */
export interface Picture {
  readonly height: number
  /** Device pixels per pixel. */
  readonly ratio: number
  readonly palette: Palette
  readonly scrollTop: number
  /** The numbers beside the names, for each connection. */
  readonly figures: ReadonlyArray<Partial<Readonly<Record<Lane, string>>>>
  readonly now: number
  readonly edge: number
  /** The time of day at time 0, in milliseconds since 1970. */
  readonly offset: number
}

/** Draws pictures on a canvas. */
export class Painter {
  readonly #context: CanvasRenderingContext2D
  readonly #scene: Scene
  readonly #columns = new Columns()

  constructor(context: CanvasRenderingContext2D, scene: Scene) {
    this.#context = context
    this.#scene = scene
  }

  draw(picture: Picture): void {
    const context = this.#context
    const { height, ratio, palette, scrollTop, now, edge, offset } = picture
    const { geometry, view, groups } = this.#scene
    const { width, names: left, margin } = geometry
    const { scale, isHeld } = view
    const bottom = height - axisHeight
    const right = width - margin
    const from = edge - (right - left) / scale
    const plot: Plot = { context, palette, scale, left, right, from, edge, until: Math.min(now, edge) }
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.textBaseline = 'middle'
    context.textAlign = 'left'
    fill(plot, 'sunk', 0, 0, width, height)
    drawGrid(plot, offset, bottom)
    context.translate(0, -scrollTop)
    for (const group of groups) {
      if (group.top + group.height < scrollTop || group.top > scrollTop + height) continue
      this.#drawGroup(plot, group, picture.figures[group.index] ?? {})
    }
    context.translate(0, scrollTop)
    drawNow(plot, bottom, isHeld)
    drawAxis(plot, offset, bottom, width)
  }

  #drawGroup(plot: Plot, { index, rows, top, height }: Group, figures: Picture['figures'][number]): void {
    const { context, left } = plot
    const { sources, filters, geometry, pointed, selected } = this.#scene
    const source = sources[index]
    if (source === undefined) return
    context.save()
    context.beginPath()
    context.rect(left, top, geometry.width - left, height)
    context.clip()
    for (const row of rows) this.#drawRow(plot, row, source, filters[index])
    for (const place of [pointed, selected]) {
      if (place?.index === index) drawRing(plot, rows, place, place === selected)
    }
    context.restore()
    fill(plot, 'ground', 0, top, left, height)
    if (left > 0) fill(plot, 'line', left - 1, top, 1, height)
    for (const row of rows) drawName(plot, row, figures[row.lane] ?? '')
  }

  #drawRow(plot: Plot, { lane, top, height }: Row, { history }: Source, filter: Filter): void {
    // Without a column for the names, each stands above its lane.
    const label = plot.left > 0 || lane === 'state' ? 0 : 9
    const row = { lane, top: top + label, height: height - label }
    const { marks, totals } = history
    switch (lane) {
      case 'state':
        return drawStates(plot, row, marks.state, filter)
      case 'out':
      case 'in':
        return drawMessages(plot, row, history, this.#columns, filter)
      case 'errors':
        return drawErrors(plot, row, marks.errors, filter)
      case 'heartbeat':
        return drawHeartbeat(plot, row, marks.heartbeat, filter)
      case 'queue':
        return drawQueue(plot, row, totals)
    }
  }
}

function drawName({ context, palette, left }: Plot, { lane, top, height }: Row, figure: string): void {
  context.fillStyle = palette.soft
  if (left === 0) {
    if (lane === 'state') return
    context.font = `10px ${sans}`
    context.fillText(`${lane}  ${figure}`, 6, top + 6)
    return
  }
  const y = top + height / 2
  context.font = `12px ${sans}`
  context.fillText(lane, 12, y)
  context.font = `500 11.5px ${sans}`
  context.fillStyle = palette.ink
  context.textAlign = 'right'
  context.fillText(figure, left - 10, y)
  context.textAlign = 'left'
}

/** Draws a ring around the selected mark, and a fainter one around the mark under the pointer. */
function drawRing(plot: Plot, rows: ReadonlyArray<Row>, { mark }: Place, isSelected: boolean): void {
  const row = rows.find(({ lane }) => lane === mark.lane)
  if (row === undefined) return
  const { context } = plot
  context.globalAlpha = isSelected ? 1 : 0.6
  context.beginPath()
  context.roundRect(xOf(plot, mark.at) - 11, row.top + 1, 22, row.height - 2, 11)
  stroke(plot, 'accent', isSelected ? 2 : 1.5)
  context.globalAlpha = 1
}
