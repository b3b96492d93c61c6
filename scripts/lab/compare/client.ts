/** Runs one library against one fault, in a process of its own, and sends each of its reports to the parent process. */
import type { Subject } from './subject.ts'

export interface Task {
  readonly library: string
  readonly url: string
  /** ms after the first open, or after the start where it never opens. */
  readonly stopAfter?: number
  /** The user's code throws at a message. */
  readonly throws?: true
}

export type Note = { readonly reported: string } | { readonly dialed: true }

const task = JSON.parse(process.argv[2] ?? '') as Task
const say = (note: Note): void => void process.send?.(note)
const { subject } = (await import(`./${task.library}.ts`)) as { readonly subject: Subject }

const running = subject.start({
  url: task.url,
  report: (reported) => {
    say({ reported })
  },
  dialed: () => {
    say({ dialed: true })
  },
  onMessage: () => {
    if (task.throws) throw new Error('the user threw')
  },
})

if (task.stopAfter !== undefined) {
  setTimeout(() => {
    say({ reported: '(stop)' })
    running.stop()
    process.channel?.unref()
  }, task.stopAfter)
}
