import { failure } from '../model/connection-error.ts'
import type { CloseStatus } from './arguments.ts'
import { ConnectionSocket, type SocketParts } from './connection-socket.ts'
import type { CloseEventFields } from './events/close-event.ts'
import { readyStates } from './socket-target.ts'

const { OPEN, CLOSING } = readyStates

/** A socket exactly as WHATWG WebSockets has it: one connection, one dial, never opened again. */
export class PlainSocket extends ConnectionSocket {
  readonly #ended: () => void
  readonly #cancelStart: () => void

  /** @param ended - called when the connection is at rest and this socket is done with it */
  constructor(parts: Omit<SocketParts, 'mode'>, ended: () => void) {
    super({ ...parts, mode: 'Plain' })
    this.#ended = ended
    this.#cancelStart = this.later(() => {
      this.watch(parts.connection.channel('closings'), () => {
        if (this.readyState === OPEN) this.move(CLOSING)
      })
      this.begin()
    })
  }

  protected closeWith(status: CloseStatus): void {
    const { readyState, connection } = this
    this.move(CLOSING)
    if (readyState === OPEN) {
      this.stop(status)
      return
    }
    this.fail(failure('NotOpen', connection.name, 'closed before the connection was established', {}))
    this.#cancelStart()
    this.end()
    this.stop(status)
    this.later(() => {
      this.finish({ code: 1006 })
    })
  }

  protected faulted(): void {
    // The `close` event says it.
  }

  protected override finish(fields: CloseEventFields): void {
    this.#ended()
    super.finish(fields)
  }
}
