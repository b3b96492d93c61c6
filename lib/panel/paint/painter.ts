import { Columns, type Filter } from '../timeline/columns.ts'
import type { Group, Row } from '../timeline/layout.ts'
import type { Lane } from '../timeline/mark.ts'
import type { Source } from '../timeline/scene.ts'
import type { Place } from '../timeline/walk.ts'
import type { Palette } from '../view/style.ts'
import { axisHeight, drawAxis, drawGrid, drawNow } from './axis.ts'
import { drawMessages } from './messages.ts'
import { type Plot, sans, xOf } from './plot.ts'
import { drawErrors, drawHeartbeat } from './points.ts'
import { drawQueue } from './queue.ts'
import { drawStates } from './states.ts'

/** Everything that one picture shows. Pixels and milliseconds. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly palette: Palette
  /** The width of the names; 0: they stand within the lanes. */
  readonly names: number
  /** Pixels between the right edge of the time and that of the canvas. */
  readonly margin: number
  readonly scrollTop: number
  readonly groups: ReadonlyArray<Group>
  readonly sources: ReadonlyArray<Source>
  readonly filters: ReadonlyArray<Filter>
  /** The numbers beside the names, for each connection. */
  readonly figures: ReadonlyArray<Partial<Readonly<Record<Lane, string>>>>
  readonly now: number
  readonly edge: number
  readonly scale: number
  readonly isHeld: boolean
  /** The time of day at time 0, in milliseconds since 1970. */
  readonly offset: number
  readonly selected: Place | undefined
  readonly pointed: Place | undefined
}

/** Draws pictures on a canvas. */
export class Painter {
  readonly #context: CanvasRenderingContext2D
  readonly #columns = new Columns()

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context
  }

  /** @param ratio - device pixels per pixel */
  draw(picture: Picture, ratio: number): void {
    const context = this.#context
    const { width, height, names, margin, palette, scrollTop, edge, scale } = picture
    const bottom = height - axisHeight
    const right = width - margin
    const from = edge - (right - names) / scale
    const plot: Plot = { ...picture, context, left: names, right, from }
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.textBaseline = 'middle'
    context.textAlign = 'left'
    context.fillStyle = palette.sunk
    context.fillRect(0, 0, width, height)
    drawGrid(plot, picture.offset, bottom)
    context.translate(0, -scrollTop)
    for (const group of picture.groups) {
      if (group.top + group.height < scrollTop || group.top > scrollTop + height) continue
      this.#drawGroup(plot, picture, group)
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    drawNow(plot, bottom, picture.isHeld)
    drawAxis(plot, picture.offset, bottom, width)
  }

  #drawGroup(plot: Plot, picture: Picture, { index, rows, top, height }: Group): void {
    const { context, palette, left } = plot
    const source = picture.sources[index]
    if (source === undefined) return
    context.save()
    context.beginPath()
    context.rect(left, top, picture.width - left, height)
    context.clip()
    for (const row of rows) this.#drawRow(plot, row, source, picture.filters[index])
    for (const place of [picture.pointed, picture.selected]) {
      if (place?.index === index) drawRing(plot, rows, place, place === picture.selected)
    }
    context.restore()
    if (left > 0) {
      context.fillStyle = palette.ground
      context.fillRect(0, top, left, height)
      context.fillStyle = palette.line
      context.fillRect(left - 1, top, 1, height)
    }
    for (const row of rows) drawName(plot, row, picture.figures[index]?.[row.lane] ?? '')
  }

  #drawRow(plot: Plot, { lane, top, height }: Row, { history }: Source, filter: Filter): void {
    // Without a column for the names, each stands above its lane.
    const row = plot.left > 0 || lane === 'state' ? { lane, top, height } : { lane, top: top + 9, height: height - 9 }
    switch (lane) {
      case 'state':
        return drawStates(plot, row, history.marks.state, filter)
      case 'out':
      case 'in':
        return drawMessages(plot, row, history, this.#columns, filter)
      case 'errors':
        return drawErrors(plot, row, history.marks.errors, filter)
      case 'heartbeat':
        return drawHeartbeat(plot, row, history.marks.heartbeat, filter)
      case 'queue':
        return drawQueue(plot, row, history.totals)
    }
  }
}

function drawName({ context, palette, left }: Plot, { lane, top, height }: Row, figure: string): void {
  const isNarrow = left === 0
  const y = isNarrow ? top + 6 : top + height / 2
  if (isNarrow && lane === 'state') return
  context.font = `${isNarrow ? 10 : 12}px ${sans}`
  context.fillStyle = palette.soft
  const name = isNarrow && figure !== '' ? `${lane}  ${figure}` : lane
  context.fillText(name, isNarrow ? 6 : 12, y)
  if (isNarrow || figure === '') return
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
  const { context, palette } = plot
  const x = xOf(plot, mark.at)
  context.strokeStyle = palette.accent
  context.lineWidth = isSelected ? 2 : 1.5
  context.globalAlpha = isSelected ? 1 : 0.6
  context.beginPath()
  context.roundRect(x - 11, row.top + 1, 22, row.height - 2, 11)
  context.stroke()
  context.globalAlpha = 1
}
