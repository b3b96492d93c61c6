import type { Inspected, Inspector } from '../connection/inspector.ts'

/** Several inspectors in the place of one: each call goes to all of them, in the order in which they were added. */
class Inspectors implements Inspector {
  readonly all: ReadonlyArray<Inspector>

  constructor(all: ReadonlyArray<Inspector>) {
    this.all = all
  }

  took(...given: Parameters<Inspector['took']>): void {
    for (const inspector of this.all) inspector.took(...given)
  }

  dialed(...given: Parameters<Inspector['dialed']>): void {
    for (const inspector of this.all) inspector.dialed(...given)
  }

  received(...given: Parameters<Inspector['received']>): void {
    for (const inspector of this.all) inspector.received(...given)
  }

  given(...given: Parameters<Inspector['given']>): void {
    for (const inspector of this.all) inspector.given(...given)
  }

  written(...given: Parameters<Inspector['written']>): void {
    for (const inspector of this.all) inspector.written(...given)
  }

  settled(...given: Parameters<Inspector['settled']>): void {
    for (const inspector of this.all) inspector.settled(...given)
  }

  withdrawn(...given: Parameters<Inspector['withdrawn']>): void {
    for (const inspector of this.all) inspector.withdrawn(...given)
  }

  pinged(): void {
    for (const inspector of this.all) inspector.pinged()
  }
}

function allOf(inspector: Inspector | undefined): ReadonlyArray<Inspector> {
  if (inspector === undefined) return []
  return inspector instanceof Inspectors ? inspector.all : [inspector]
}

/**
 * Adds an inspector to a core, beside those that it has.
 *
 * @returns removes the inspector
 */
export function addInspector(core: Inspected, inspector: Inspector): () => void {
  const { inspector: before } = core
  core.inspector = before === undefined ? inspector : new Inspectors([...allOf(before), inspector])
  return () => {
    const left = allOf(core.inspector).filter((other) => other !== inspector)
    core.inspector = left.length > 1 ? new Inspectors(left) : left[0]
  }
}
