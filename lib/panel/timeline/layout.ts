import { type Lane, lanes } from './mark.ts'

/** Pixels. */
export interface Sizes {
  readonly header: number
  readonly lane: number
}

/** The measures of the picture, in pixels. */
export interface Geometry extends Sizes {
  readonly width: number
  /** The width of the names; 0: they stand within the lanes. */
  readonly names: number
  /** The distance between the right edge of time and that of the picture. */
  readonly margin: number
}

/** A lane of one connection, and its place. */
export interface Row {
  readonly lane: Lane
  readonly top: number
  readonly height: number
}

/** The place of a connection: a header, and rows below it. */
export interface Group {
  readonly index: number
  readonly top: number
  readonly height: number
  readonly rows: ReadonlyArray<Row>
}

/** Pixels below the rows of a group. */
const gap = 6

/** Places connections one below the other. A folded one shows its states alone. */
export function layoutOf(
  folded: ReadonlyArray<boolean>,
  shown: ReadonlySet<Lane>,
  sizes: Sizes,
): { readonly groups: ReadonlyArray<Group>; readonly height: number } {
  let top = 0
  const groups = folded.map((isFolded, index): Group => {
    const visible = lanes.filter((lane) => (isFolded ? lane === 'state' : shown.has(lane)))
    const rows = visible.map((lane, row): Row => {
      return { lane, top: top + sizes.header + row * sizes.lane, height: sizes.lane }
    })
    const group = { index, top, height: sizes.header + rows.length * sizes.lane + gap, rows }
    top += group.height
    return group
  })
  return { groups, height: top }
}

/** The row at a height, and its group. */
export function rowAt(groups: ReadonlyArray<Group>, y: number): { group: Group; row: Row } | undefined {
  for (const group of groups) {
    const row = group.rows.find(({ top, height }) => y >= top && y < top + height)
    if (row !== undefined) return { group, row }
  }
  return undefined
}
