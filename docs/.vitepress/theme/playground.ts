import { mountPlayground } from '../playground/playground.ts'
import { Runner } from '../playground/runner.ts'
import { draw } from '../playground/draw.ts'
import type { Example } from '../playground/examples.ts'
import { examples } from './examples.ts'

const makeWorker = (): Worker => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })

/** Shows the playground in an element, until the returned function is called. */
export function startPlayground(root: HTMLElement): () => void {
  return mountPlayground(root, { examples, makeWorker })
}

/** Runs an example once, and shows its drawing in an element. */
export function drawExample(root: HTMLElement, { text }: Example): () => void {
  const runner = new Runner(makeWorker, (report) => {
    if (report._tag === 'Ran') root.innerHTML = report.outcomes.map(({ tracks }) => draw(tracks)).join('')
    runner.stop()
  })
  runner.run(text)
  return () => {
    runner.stop()
  }
}
