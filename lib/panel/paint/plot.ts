import type { Colour, Palette } from '../view/colours.ts'

/** The place of the picture on the canvas, its time and its colours. Pixels and milliseconds. */
export interface Plot {
  readonly context: CanvasRenderingContext2D
  readonly palette: Palette
  /** The end of the names. */
  readonly left: number
  /** The place of `edge`. */
  readonly right: number
  /** The visible time, up to the right edge. */
  readonly from: number
  readonly edge: number
  /** The end of the known time: the clock, or the edge of a held picture. */
  readonly until: number
  /** Pixels per millisecond. */
  readonly scale: number
}

/** Fonts of the canvas. */
export const sans = 'system-ui, sans-serif'
export const mono = 'ui-monospace, Menlo, Consolas, monospace'

/** The place of a time. */
export const xOf = ({ right, edge, scale }: Plot, at: number): number => right - (edge - at) * scale

/** Fills a rectangle. */
export function fill({ context, palette }: Plot, colour: Colour, x: number, y: number, w: number, h: number): void {
  context.fillStyle = palette[colour]
  context.fillRect(x, y, w, h)
}

/** Draws the line that a lane stands on. */
export function drawBase(plot: Plot, y: number): void {
  fill(plot, 'line', plot.left, Math.round(y), plot.right - plot.left, 1)
}

/** Strokes the current path. */
export function stroke({ context, palette }: Plot, colour: Colour, width = 1.5): void {
  context.strokeStyle = palette[colour]
  context.lineWidth = width
  context.stroke()
}

/** Draws a text, cut to a width. @returns the width of the drawn text */
export function drawText(
  { context, palette }: Plot,
  colour: Colour,
  text: string,
  x: number,
  y: number,
  room: number,
): number {
  context.fillStyle = palette[colour]
  const { width } = context.measureText(text)
  if (width <= room) {
    context.fillText(text, x, y)
    return width
  }
  const fits = Math.floor((text.length * room) / width) - 2
  if (fits < 2) return 0
  context.fillText(`${text.slice(0, fits)}…`, x, y, room)
  return room
}
