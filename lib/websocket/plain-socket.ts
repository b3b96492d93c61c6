import { type ConnectionError, failure } from '../model/connection-error.ts'
import type { Fault } from '../model/connection-event.ts'
import type { ConnectionState } from '../model/connection-state.ts'
import type { CloseStatus } from './arguments.ts'
import { ConnectionSocket, type SocketParts } from './connection-socket.ts'
import type { CloseEventFields } from './events/close-event.ts'
import { failureEvent } from './events/error-event.ts'
import { closeFieldsOf, isFailing } from './failing.ts'
import { readyStates } from './socket-target.ts'

const { OPEN, CLOSING, CLOSED } = readyStates

/** A socket exactly as WHATWG WebSockets has it: one connection, one dial, never opened again. */
export class PlainSocket extends ConnectionSocket {
  readonly #ended: () => void
  readonly #cancelStart: () => void
  /** The error that fails the connection, from its Fault to its end. */
  #failure: ConnectionError | undefined

  /** @param ended - called when the connection is at rest and this socket is done with it */
  constructor(parts: SocketParts, ended: () => void) {
    super(parts)
    this.#ended = ended
    this.#cancelStart = this.later(() => {
      this.begin()
    })
  }

  protected sendEarly(): void {
    throw new DOMException('send: the socket is still connecting. Wait for its open event.', 'InvalidStateError')
  }

  protected closeWith(status: CloseStatus): void {
    const { readyState, connection } = this
    this.move(CLOSING)
    if (readyState === OPEN) {
      this.stop(status)
      return
    }
    this.#failure = failure('NotOpen', connection.name, 'closed before the connection was established', {})
    this.#cancelStart()
    this.end()
    this.stop(status)
    this.later(() => {
      this.#finish({ code: 1006 })
    })
  }

  protected changed(event: ConnectionState | Fault): void {
    switch (event._tag) {
      case 'Open':
        this.open(event)
        return
      case 'Fault':
        if (isFailing(event.error)) this.#failure = event.error
        return
      case 'Closed':
        this.#end(event)
        return
      case 'Failed':
        this.#end(closeFieldsOf(event.error))
        return
      case 'Idle':
      case 'Connecting':
      case 'Waiting':
      case 'Closing':
    }
  }

  protected peerCloses(): void {
    if (this.readyState === OPEN) this.move(CLOSING)
  }

  #end({ code, reason, wasClean }: CloseEventFields): void {
    const finish = (): void => {
      this.#finish({ code, reason, wasClean } as CloseEventFields)
    }
    // A synchronous transport ends within `close()`, whose caller must not get events before it returns.
    if (this.readyState === CLOSING) this.later(finish)
    else finish()
  }

  #finish(fields: CloseEventFields): void {
    this.end()
    this.#ended()
    this.move(CLOSED)
    if (this.#failure !== undefined) this.dispatchEvent(failureEvent(this.#failure))
    this.dispatchClose(fields)
  }
}
