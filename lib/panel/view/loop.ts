/**
 * Calls back before each painted frame, while there is something to draw and the element can be seen. A hidden tab has no
 * frames at all.
 */
export class Loop {
  readonly #draw: () => number | undefined
  readonly #sight: IntersectionObserver
  readonly #element: Element
  /** `stopped`: not in a document. `unseen`: scrolled away. `idle`: until `wake`. The others have a frame or a timer. */
  #phase: 'stopped' | 'unseen' | 'idle' | 'timer' | 'frame' = 'stopped'
  #handle = 0

  /** @param draw - draws, and returns the milliseconds until the next frame: 0 for the very next, `undefined` for none */
  constructor(element: Element, draw: () => number | undefined) {
    this.#draw = draw
    this.#element = element
    this.#sight = new IntersectionObserver((entries) => {
      const isSeen = entries.at(-1)?.isIntersecting === true
      if (isSeen && this.#phase === 'unseen') this.#request()
      else if (!isSeen && this.#phase !== 'stopped') this.#cease('unseen')
    })
  }

  start(): void {
    if (this.#phase !== 'stopped') return
    this.#phase = 'unseen'
    this.#sight.observe(this.#element)
  }

  stop(): void {
    this.#sight.disconnect()
    this.#cease('stopped')
  }

  /** Something has changed. Cheap: it is called for every message. */
  wake(): void {
    if (this.#phase === 'idle' || this.#phase === 'timer') this.#request()
  }

  readonly #run = (): void => {
    this.#phase = 'idle'
    const delay = this.#draw()
    if (delay === 0) this.#request()
    else if (delay !== undefined) {
      this.#phase = 'timer'
      this.#handle = window.setTimeout(() => this.#request(), delay)
    }
  }

  #request(): void {
    this.#cease('frame')
    this.#handle = requestAnimationFrame(this.#run)
  }

  #cease(next: 'stopped' | 'unseen' | 'frame'): void {
    if (this.#phase === 'timer') clearTimeout(this.#handle)
    if (this.#phase === 'frame') cancelAnimationFrame(this.#handle)
    this.#phase = next
  }
}
