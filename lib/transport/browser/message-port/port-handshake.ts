import type { Control, Hello } from './frames.ts'
import { seeLock } from './locks.ts'
import type { LineOwner, PortLine } from './port-line.ts'

/** The accepting end until the port has opened, and until its connection is started. */
export class PortHandshake implements LineOwner {
  readonly #line: PortLine
  readonly #done: (hello: Hello, isLockVisible: boolean) => void
  #phase: 'Waiting' | 'Looking' | { readonly pinged: Hello } | 'Done' = 'Waiting'

  /** @param done - called once the other end has opened the port, and its lock is watched if it can be seen */
  constructor(line: PortLine, done: (hello: Hello, isLockVisible: boolean) => void) {
    this.#line = line
    this.#done = done
    line.owner = this
  }

  message(): void {
    this.malformed()
  }

  control(frame: Control): void {
    const phase = this.#phase
    switch (frame[0]) {
      case 'open':
        if (phase === 'Waiting') this.#look(frame[2])
        else this.malformed()
        return
      case 'ping':
        this.#line.post(['pong'])
        return
      case 'pong':
        if (typeof phase === 'object') this.#finish(phase.pinged, false)
        return
      case 'credit':
        return
      case 'close':
      case 'gone':
      case 'opened':
      case 'refused':
        this.malformed()
    }
  }

  malformed(): void {
    this.#line.post(['close', 1002, ''])
    this.#line.close()
  }

  lost(): void {
    this.#line.close()
  }

  #look(hello: Hello): void {
    const { lock } = hello
    this.#phase = 'Looking'
    seeLock(lock, (isVisible) => {
      if (lock === undefined) this.#finish(hello, false)
      else if (isVisible) {
        this.#line.watch(lock)
        this.#finish(hello, true)
      } else {
        // A lock that is not held is that of a page which is gone, or of another partition. Only the latter answers.
        this.#phase = { pinged: hello }
        this.#line.post(['ping'])
      }
    })
  }

  #finish(hello: Hello, isLockVisible: boolean): void {
    this.#phase = 'Done'
    if (!this.#line.isClosed) this.#done(hello, isLockVisible)
  }
}
