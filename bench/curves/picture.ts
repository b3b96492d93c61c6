import type { Curve, Points } from './curve.ts'
import { exponentOf } from './exponent.ts'

/** Pixels. */
const width = 720
const plot = { left: 84, right: 680, top: 64, bottom: 344 }

/** An axis with a decade for each power of ten. */
interface Axis {
  /** The exponents of its first and last decade. */
  readonly from: number
  readonly to: number
  /** The pixel of a value. */
  readonly at: (value: number) => number
}

function axis(values: ReadonlyArray<number>, first: number, last: number): Axis {
  const from = Math.floor(Math.log10(Math.min(...values)) + 1e-9)
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9))
  return { from, to, at: (value) => first + ((Math.log10(value) - from) / (to - from)) * (last - first) }
}

const decades = ({ from, to }: Axis): ReadonlyArray<number> =>
  Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i))

const units = {
  µs: [
    [1e6, 's'],
    [1e3, 'ms'],
    [1, 'µs'],
    [1e-3, 'ns'],
  ],
  B: [
    [1e9, 'GB'],
    [1e6, 'MB'],
    [1e3, 'kB'],
    [1, 'B'],
  ],
} as const

/** A power of ten with its unit: `10 ms`. */
function amount(value: number, unit: Curve['unit']): string {
  const [factor, name] = units[unit].find(([per]) => value >= per * 0.999) ?? [1, unit]
  return `${Number((value / factor).toPrecision(3)).toLocaleString('en')} ${name}`
}

const text = (x: number, y: number, content: string, style: string): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" class="${style}">${content}</text>`

const line = (x1: number, y1: number, x2: number, y2: number, style: string): string =>
  `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" class="${style}"/>`

/** Colours that are told apart on white and on black, by people who see few colours too; marks differ as well. */
const style = `
  .paper { fill: #ffffff }
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-size: 16px; font-weight: 600 }
  .faint { fill: #57606a }
  .end { text-anchor: end }
  .middle { text-anchor: middle }
  .grid { stroke: #d0d7de }
  .guide { stroke: #57606a; stroke-dasharray: 6 5 }
  .line0, .line1, .line2 { fill: none; stroke-width: 2 }
  .line0 { stroke: #0969da } .line1 { stroke: #bc4c00 } .line2 { stroke: #1a7f37 }
  .mark0 { fill: #0969da } .mark1 { fill: #bc4c00 } .mark2 { fill: #1a7f37 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 }
    text { fill: #e6edf3 }
    .faint { fill: #9198a1 }
    .grid { stroke: #30363d }
    .guide { stroke: #9198a1 }
    .line0 { stroke: #58a6ff } .line1 { stroke: #f0883e } .line2 { stroke: #3fb950 }
    .mark0 { fill: #58a6ff } .mark1 { fill: #f0883e } .mark2 { fill: #3fb950 }
  }`

const marks: ReadonlyArray<(x: number, y: number) => string> = [
  (x, y) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4" class="mark0"/>`,
  (x, y) => `<rect x="${(x - 3.5).toFixed(1)}" y="${(y - 3.5).toFixed(1)}" width="7" height="7" class="mark1"/>`,
  (x, y) => `<path d="M${x.toFixed(1)} ${(y - 5).toFixed(1)}l5 8.5h-10z" class="mark2"/>`,
]

function drawLine({ points }: Points, index: number, x: Axis, y: Axis): string {
  const at = points.map(([things, cost]) => [x.at(things), y.at(cost)] as const)
  const path = at.map(([left, top]) => `${left.toFixed(1)},${top.toFixed(1)}`).join(' ')
  const mark = marks[index % marks.length]
  return `<polyline points="${path}" class="line${index}"/>${at.map(([left, top]) => mark?.(left, top)).join('')}`
}

/** A dashed line of the slope 1 through the last point of the dearest line. */
function drawGuide(measured: ReadonlyArray<Points>, x: Axis, y: Axis): string {
  const last = measured.flatMap(({ points }) => points.slice(-1)).sort((a, b) => b[1] - a[1])[0]
  if (last === undefined) return ''
  const [things, cost] = last
  const [lowest, perThing] = [10 ** y.from, cost / things]
  const from = Math.max(10 ** x.from, lowest / perThing)
  return line(x.at(from), y.at(from * perThing), x.at(things), y.at(cost), 'guide')
}

/** Draws a curve with both axes logarithmic, so that a linear cost is a straight line of the slope of the dashed one. */
export function toPicture(curve: Curve, measured: ReadonlyArray<Points>): string {
  const all = measured.flatMap(({ points }) => points)
  const x = axis(
    all.map(([things]) => things),
    plot.left,
    plot.right,
  )
  const y = axis(
    all.map(([, cost]) => cost),
    plot.bottom,
    plot.top,
  )
  const height = plot.bottom + 54 + 20 * measured.length
  const legend = measured.map((points, index) => {
    const top = plot.bottom + 58 + 20 * index
    const label = `${points.line}: exponent ${exponentOf(points).toFixed(2)}`
    return `${line(plot.left, top - 4, plot.left + 26, top - 4, `line${index}`)}${marks[index % marks.length]?.(plot.left + 13, top - 4)}${text(plot.left + 36, top, label, 'label')}`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${curve.title}">`,
    `<title>${curve.title}</title>`,
    `<style>${style}</style>`,
    `<rect width="${width}" height="${height}" class="paper"/>`,
    text(plot.left, 28, curve.title, 'title'),
    text(plot.left, 50, curve.cost, 'faint'),
    ...decades(x).flatMap((value) => [
      line(x.at(value), plot.top, x.at(value), plot.bottom, 'grid'),
      text(x.at(value), plot.bottom + 20, value.toLocaleString('en'), 'middle'),
    ]),
    ...decades(y).flatMap((value) => [
      line(plot.left, y.at(value), plot.right, y.at(value), 'grid'),
      text(plot.left - 8, y.at(value) + 4, amount(value, curve.unit), 'end'),
    ]),
    text(plot.right, plot.bottom + 40, curve.things, 'faint end'),
    drawGuide(measured, x, y),
    ...measured.map((points, index) => drawLine(points, index, x, y)),
    ...legend,
    line(plot.right - 106, plot.bottom + 54, plot.right - 80, plot.bottom + 54, 'guide'),
    text(plot.right - 72, plot.bottom + 58, 'linear', 'faint'),
    '</svg>',
    '',
  ].join('\n')
}
