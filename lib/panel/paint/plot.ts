import type { Palette } from '../view/style.ts'

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
  /** The current time. */
  readonly now: number
  /** Pixels per millisecond. */
  readonly scale: number
}

/** Fonts of the canvas. */
export const sans = 'system-ui, -apple-system, "Segoe UI", sans-serif'
export const mono = 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace'

/** The place of a time. */
export const xOf = ({ right, edge, scale }: Plot, at: number): number => right - (edge - at) * scale

/** Draws a text, cut to a width. @returns the width of the drawn text */
export function drawText(context: CanvasRenderingContext2D, text: string, x: number, y: number, room: number): number {
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
