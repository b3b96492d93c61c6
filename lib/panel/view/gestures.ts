import type { Scene } from '../timeline/scene.ts'
import { zoomStep } from './toolbar.ts'

/** The mark under the pointer, the selection, or the visible time and everything else. */
export type Change = 'pointed' | 'selected' | 'moved'

/** The picture as its keys and gestures see it. */
export interface Controlled {
  readonly scene: Scene
  readonly canvas: HTMLCanvasElement
  /** Pixels that the picture is scrolled by. */
  readonly scrollTop: () => number
  readonly now: () => number
  readonly changed: (change: Change) => void
  readonly toggleHold: () => void
  readonly focusFilter: () => void
}

/** Pixels that the pointer may move in a click. */
const clickRadius = 4

/** Mouse, touch and pen: pointing reads and holds, dragging pans, a click selects, Ctrl and the wheel zoom. */
export function bindPointer({ scene, canvas, scrollTop, now, changed }: Controlled): void {
  /** The drag that is under way: where it began, and the place of the pointer at its latest move. */
  let drag: { readonly begin: number; readonly latest: number; readonly isPan: boolean } | undefined
  const point = ({ offsetX, offsetY }: PointerEvent): void => {
    scene.pointed = scene.placeAt(offsetX, offsetY + scrollTop(), now())
    changed('pointed')
  }

  canvas.addEventListener('pointerenter', ({ pointerType }) => {
    if (pointerType !== 'mouse') return
    scene.view.hold('pointer', now())
    changed('moved')
  })
  canvas.addEventListener('pointerleave', () => {
    scene.view.release('pointer')
    scene.pointed = undefined
    changed('moved')
  })
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    drag = { begin: event.offsetX, latest: event.offsetX, isPan: false }
    canvas.setPointerCapture(event.pointerId)
  })
  canvas.addEventListener('pointermove', (event) => {
    const { offsetX } = event
    if (drag === undefined) {
      if (event.pointerType === 'mouse') point(event)
      return
    }
    const isPan = drag.isPan || Math.abs(offsetX - drag.begin) > clickRadius
    if (isPan) {
      canvas.classList.add('dragged')
      scene.pan((drag.latest - offsetX) / scene.view.scale, now())
      changed('moved')
    }
    drag = { begin: drag.begin, latest: isPan ? offsetX : drag.latest, isPan }
  })
  canvas.addEventListener('pointerup', (event) => {
    if (drag?.isPan === false) {
      point(event)
      scene.selected = scene.pointed
      changed('selected')
    }
    drag = undefined
    canvas.classList.remove('dragged')
  })
  canvas.addEventListener('pointercancel', () => {
    drag = undefined
    canvas.classList.remove('dragged')
  })
  canvas.addEventListener(
    'wheel',
    (event) => {
      const isZoom = event.ctrlKey || event.metaKey
      if (!isZoom && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return
      event.preventDefault()
      if (isZoom) scene.zoom(Math.exp(-event.deltaY / 200), now(), event.offsetX)
      else scene.pan(event.deltaX / scene.view.scale, now())
      changed('moved')
    },
    { passive: false },
  )
}

/** Keys. Those with a meaning for the controls of the panel act on the picture alone. */
export function bindKeys(root: ShadowRoot, controlled: Controlled): void {
  const { scene, canvas, now, changed, toggleHold, focusFilter } = controlled
  const anywhere: Readonly<Record<string, () => void>> = {
    '/': focusFilter,
    '+': () => zoom(zoomStep),
    '=': () => zoom(zoomStep),
    '-': () => zoom(1 / zoomStep),
  }
  const onPicture: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => pan(-0.1),
    ArrowRight: () => pan(0.1),
    PageUp: () => pan(-0.9),
    PageDown: () => pan(0.9),
    Home: () => pan(-Infinity),
    End: follow,
    Escape: follow,
    ' ': toggleHold,
    ',': () => walk(-1),
    '.': () => walk(1),
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
  })

  function zoom(factor: number): void {
    scene.zoom(factor, now())
    changed('moved')
  }

  function pan(part: number): void {
    scene.pan(part * scene.span, now())
    // The oldest event stands at the left edge.
    if (part === -Infinity) scene.pan(scene.span, now())
    changed('moved')
  }

  function walk(direction: 1 | -1): void {
    scene.walk(direction, now())
    changed('selected')
  }

  function follow(): void {
    scene.view.follow()
    scene.selected = undefined
    changed('selected')
  }
}
