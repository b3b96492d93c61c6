import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Connection, ConnectionState } from 'pulsewire'
import { hold, onMessages, stateStore } from 'pulsewire/store'

/** Holds a connection open while its element is in a document, and updates the element with every state. */
export class ConnectionController<In, Out> implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #connection: Connection<In, Out>
  readonly #onMessage: (value: In) => void
  #leave: ReadonlyArray<() => void> = []

  constructor(host: ReactiveControllerHost, connection: Connection<In, Out>, onMessage: (value: In) => void) {
    this.#host = host
    this.#connection = connection
    this.#onMessage = onMessage
    host.addController(this)
  }

  get state(): ConnectionState {
    return stateStore(this.#connection).getSnapshot()
  }

  hostConnected(): void {
    const { subscribe } = stateStore(this.#connection)
    const update = (): void => this.#host.requestUpdate()
    this.#leave = [hold(this.#connection), subscribe(update), onMessages(this.#connection, this.#onMessage)]
    update()
  }

  hostDisconnected(): void {
    for (const leave of this.#leave) leave()
    this.#leave = []
  }
}
