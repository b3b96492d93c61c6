import { endless } from './mend.ts'
import { Report } from './report.ts'

/** Milliseconds that a text may run. */
export const limit = 2_000

/** Runs texts in a worker, one at a time. A text that does not end is stopped with its worker; the next one gets another. */
export class Runner {
  readonly #makeWorker: () => Worker
  readonly #settle: (report: Report) => void
  #worker: Worker | undefined
  #isReady = false
  #timer = 0
  #waiting: string | undefined
  #isRunning = false

  constructor(makeWorker: () => Worker, settle: (report: Report) => void) {
    this.#makeWorker = makeWorker
    this.#settle = settle
  }

  /** Runs a text. While another one runs it waits, and replaces one that waits already. */
  run(text: string): void {
    this.#waiting = text
    this.#next()
  }

  /** Ends the worker. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#worker?.terminate()
    this.#worker = undefined
  }

  #next(): void {
    if (this.#waiting === undefined || this.#isRunning) return
    this.#worker ??= this.#begin()
    if (!this.#isReady) return
    this.#isRunning = true
    this.#worker.postMessage(this.#waiting)
    this.#waiting = undefined
    this.#timer = window.setTimeout(() => {
      this.#replace(endless(limit))
    }, limit)
  }

  #begin(): Worker {
    const worker = this.#makeWorker()
    this.#isReady = false
    worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data === 'ready') this.#isReady = true
      else if (Report.is(data)) this.#finish(data)
      this.#next()
    })
    worker.addEventListener('error', ({ message }) => {
      // A worker that cannot be loaded would be replaced by another one that cannot.
      if (!this.#isReady) this.#waiting = undefined
      this.#replace({ message: `The worker failed: ${message}`, mend: 'Reload the page.' })
    })
    return worker
  }

  #replace(problem: ReturnType<typeof endless>): void {
    this.stop()
    this.#finish({ _tag: 'Broken', problem })
    this.#next()
  }

  #finish(report: Report): void {
    clearTimeout(this.#timer)
    this.#isRunning = false
    this.#settle(report)
  }
}
