import type { Diagram } from './diagram.ts'

/** Shows the text of marks by pointing, touching, and with the arrow keys. The picture does not move meanwhile. */
export function explore(root: HTMLElement, inspected: HTMLElement, diagram: Diagram): void {
  const invitation = inspected.textContent
  const inspect = (target: EventTarget | null): void => {
    inspected.textContent = (target as Element | null)?.closest('.mark')?.ariaLabel ?? invitation
  }
  const pointed = (event: PointerEvent): boolean => event.pointerType === 'mouse'

  root.addEventListener('pointerenter', (event) => {
    if (pointed(event)) diagram.hold('pointer', true)
  })
  root.addEventListener('pointerleave', () => {
    diagram.hold('pointer', false)
    inspect(document.activeElement)
  })
  root.addEventListener('pointerover', ({ target }) => {
    inspect(target)
  })
  root.addEventListener('focusin', ({ target }) => {
    diagram.hold('focus', target !== root)
    inspect(target)
  })
  root.addEventListener('focusout', () => {
    diagram.hold('focus', false)
    inspect(null)
  })
  root.addEventListener('keydown', (event) => {
    const next = event.key === 'Escape' ? root : neighbour(root, document.activeElement, event.key)
    if (next === undefined) return
    event.preventDefault()
    next.focus({ preventScroll: true })
  })
}

/** The mark that an arrow key leads to: the previous or next one, or the nearest one of the lane above or below. */
function neighbour(root: HTMLElement, from: Element | null, key: string): HTMLElement | undefined {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[key]
  if (step === undefined) return undefined
  const lanes = [...root.querySelectorAll('ol.strip')]
    .map((lane) => [...lane.querySelectorAll<HTMLElement>('.mark')])
    .filter((lane) => lane.length > 0)
  const row = lanes.findIndex((lane) => lane.includes(from as HTMLElement))
  const lane = lanes[row]
  if (lane === undefined) return lanes[0]?.at(-1)
  if (key === 'ArrowLeft' || key === 'ArrowRight') return lane[lane.indexOf(from as HTMLElement) + step]
  const at = timeOf(from as HTMLElement)
  return lanes[row + step]?.reduce((best, mark) =>
    Math.abs(timeOf(mark) - at) < Math.abs(timeOf(best) - at) ? mark : best,
  )
}

const timeOf = (mark: HTMLElement): number => Number(mark.parentElement?.style.getPropertyValue('--at'))
