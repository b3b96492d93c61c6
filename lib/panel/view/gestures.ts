import type { Scene } from '../timeline/scene.ts'
import type { Change } from './element.ts'
import { zoomStep } from './toolbar.ts'

/** The picture as its keys and gestures see it. */
export interface Controlled {
  readonly scene: Scene
  readonly canvas: HTMLCanvasElement
  /** The element that scrolls the picture. */
  readonly scroller: HTMLElement
  readonly search: HTMLInputElement
  readonly changed: (change: Change) => void
}

/** Pixels that the pointer may move in a click. */
const clickRadius = 4

/** Mouse, touch and pen: pointing reads and holds, dragging pans, a click selects; two fingers, or Ctrl and the wheel, zoom. */
export function bindPointer({ scene, canvas, scroller, changed }: Controlled): void {
  /** The pressed pointers, and the place of each at its latest move. */
  const pressed = new Map<number, number>()
  /** The place where a click began. `undefined`: there is none, or it has become a drag. */
  let click: number | undefined

  const point = ({ offsetX, offsetY }: PointerEvent): void => scene.point(offsetX, offsetY + scroller.scrollTop)

  const lift = ({ pointerId }: PointerEvent): void => {
    pressed.delete(pointerId)
    click = undefined
    canvas.classList.toggle('dragged', pressed.size > 0)
  }

  canvas.addEventListener('pointerenter', ({ pointerType }) => {
    if (pointerType !== 'mouse') return
    scene.enter()
    changed('moved')
  })
  canvas.addEventListener('pointerleave', () => {
    scene.leave()
    changed('moved')
  })
  canvas.addEventListener('pointerdown', ({ button, isPrimary, pointerId, offsetX }) => {
    if (button !== 0) return
    // Pointers that were pressed when the panel left its document are never lifted.
    if (isPrimary) pressed.clear()
    click = pressed.size === 0 ? offsetX : undefined
    pressed.set(pointerId, offsetX)
    canvas.setPointerCapture(pointerId)
  })
  canvas.addEventListener('pointermove', (event) => {
    const { offsetX, pointerId, pointerType } = event
    const latest = pressed.get(pointerId)
    if (latest === undefined) {
      if (pointerType !== 'mouse') return
      point(event)
      changed('pointed')
      return
    }
    if (click !== undefined && Math.abs(offsetX - click) <= clickRadius) return
    click = undefined
    canvas.classList.add('dragged')
    const other = [...pressed].find(([id]) => id !== pointerId)
    if (other === undefined) scene.pan((latest - offsetX) / scene.view.scale)
    else scene.pinch(latest, offsetX, other[1])
    pressed.set(pointerId, offsetX)
    changed('moved')
  })
  canvas.addEventListener('pointerup', (event) => {
    if (click !== undefined) {
      point(event)
      scene.selected = scene.pointed
      changed('selected')
    }
    lift(event)
  })
  canvas.addEventListener('pointercancel', lift)
  canvas.addEventListener(
    'wheel',
    (event) => {
      const { deltaX, deltaY, offsetX } = event
      const isZoom = event.ctrlKey || event.metaKey
      if (!isZoom && Math.abs(deltaX) <= Math.abs(deltaY)) return
      event.preventDefault()
      if (isZoom) scene.zoom(Math.exp(-deltaY / 200), offsetX)
      else scene.pan(deltaX / scene.view.scale)
      changed('moved')
    },
    { passive: false },
  )
}

/** Keys. Those with a meaning for the controls of the panel act on the picture alone. */
export function bindKeys(root: ShadowRoot, { scene, canvas, search, changed }: Controlled): void {
  const zoomIn = (): void => scene.zoom(zoomStep)
  const follow = (): void => scene.follow()
  const pan = (part: number) => () => scene.pan(part * scene.span)
  const anywhere: Readonly<Record<string, () => void>> = {
    '/': () => search.focus(),
    '+': zoomIn,
    '=': zoomIn,
    '-': () => scene.zoom(1 / zoomStep),
  }
  const onPicture: Readonly<Record<string, () => void>> = {
    ArrowLeft: pan(-0.1),
    ArrowRight: pan(0.1),
    PageUp: pan(-0.9),
    PageDown: pan(0.9),
    Home: () => scene.panToOldest(),
    End: follow,
    Escape: follow,
    ' ': () => scene.toggleHold(),
    ',': () => scene.walk(-1),
    '.': () => scene.walk(1),
  }

  root.addEventListener('keydown', (event) => {
    const { key, target, altKey, ctrlKey, metaKey } = event as KeyboardEvent
    if (altKey || ctrlKey || metaKey) return
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) {
      if (key === 'Escape') canvas.focus()
      return
    }
    const act = (target === canvas ? onPicture[key] : undefined) ?? anywhere[key]
    if (act === undefined) return
    event.preventDefault()
    act()
    changed(key === ',' || key === '.' ? 'selected' : 'moved')
  })
}
