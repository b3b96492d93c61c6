import type { Subscriber, Subscription } from 'rxjs'

import { type Connection, coreOf } from '../../connection/connection.ts'
import type { Core } from '../../connection/core.ts'
import type { Codec } from '../../model/codec.ts'
import { failure } from '../../model/connection-error.ts'
import type { Fault } from '../../model/connection-event.ts'
import { type ConnectionState, isRest } from '../../model/connection-state.ts'
import { socketLoss } from '../shared/loss.ts'
import { type ConnectionWatcher, watchConnection } from '../shared/watch.ts'
import type { Frame } from './frames/frame.ts'
import type { LinkListener } from './link-listener.ts'
import { Receivers, type Take } from './receiving/receivers.ts'
import type { SessionEnd } from './session-end.ts'
import { SessionStart } from './session-start.ts'

/** Whether a connection dials, and so can dial again, or was accepted, and ends for good. */
export type LinkKind = 'Dialing' | 'Accepted'

/** A close code for the end that dials: it dials again, and resumes. */
const serviceRestart = 1012

/** One connection of a session: the sockets that come and go on it, and its subscribers. */
export class Link<In, Out> implements ConnectionWatcher<Frame> {
  readonly core: Core<Frame, Frame>
  readonly #kind: LinkKind
  readonly receivers: Receivers<In>
  readonly #connection: Connection<Frame, Frame>
  readonly #waiting = new Set<LinkListener<In, Out>>()
  #watching: Subscription | undefined
  /** The session that the socket carries. */
  #end: SessionEnd<In, Out> | undefined
  #start: SessionStart | undefined

  constructor(connection: Connection<Frame, Frame>, codec: Codec<In, Out>, kind: LinkKind) {
    this.#connection = connection
    this.core = coreOf(connection)
    this.receivers = new Receivers(this.core, codec)
    this.#kind = kind
  }

  /** Whether no socket can come any more. */
  get #isOver(): boolean {
    const { _tag } = this.core.published
    return this.#kind === 'Accepted' && (_tag === 'Closed' || _tag === 'Failed')
  }

  /** Watches the connection, from the first subscriber until it is at rest without any. */
  watch(): void {
    if (this.#watching !== undefined || this.#isOver) return
    this.#watching = watchConnection(this.#connection, this)
    const { published } = this.core
    // Messages may have come by that nobody has seen.
    if (published._tag === 'Open') this.restart('the session was subscribed to after its connection had opened')
  }

  /** Calls a listener for each session that a socket of the connection begins to carry, and at the end of them all. */
  listen(listener: LinkListener<In, Out>): () => void {
    this.watch()
    if (this.#isOver) {
      listener.over()
      return () => undefined
    }
    this.#waiting.add(listener)
    const leave = (): void => {
      this.#waiting.delete(listener)
      this.#unwatchIfUnused()
    }
    const end = this.#end
    if (end !== undefined && this.#start !== undefined) listener.attached(end, this.#start, leave)
    return leave
  }

  /** Adds a subscriber, for as long as it is subscribed. */
  receive(subscriber: Subscriber<In>, take: Take<In> | undefined): void {
    this.receivers.add(subscriber, take)
    const over = (): void => {
      subscriber.complete()
    }
    subscriber.add(this.listen({ attached: () => undefined, over }))
    this.#end?.drain()
  }

  write(frame: Frame): void {
    const { dial, state } = this.core
    if (state._tag === 'Open') dial?.sendDirectly(frame, 'session')
  }

  onMessage(frame: Frame): void {
    const end = this.#end
    if (end === undefined) return
    switch (frame._tag) {
      case 'Acknowledged':
        if (!end.acknowledged(frame.n)) this.#reject('the peer acknowledged a message that was never sent')
        return
      case 'Numbered':
        this.#arrived(end.arrive(frame.n, frame.data))
        return
      case 'Hello':
      case 'Welcome':
        this.#reject('the peer sent a second greeting of the session')
        return
      case 'Malformed':
        this.#reject('the peer sent a message that is no frame of a session')
    }
  }

  #arrived(arrival: ReturnType<SessionEnd<In, Out>['arrive']>): void {
    if (arrival === 'OutOfOrder') this.restart('the peer sent a message that is not the next one')
    if (arrival === 'TooMany') this.#reject('the peer sent more than the window holds while nobody took messages')
  }

  onLifecycle(event: ConnectionState | Fault): void {
    if (event._tag === 'Open') this.#opened(event.greeting)
    else if (socketLoss(this.#connection.name, event) !== undefined) {
      this.#detach()
      if (this.#isOver) this.#over()
      else if (isRest(this.core.published)) this.#unwatchIfUnused()
    }
  }

  #opened(start: unknown): void {
    if (!(start instanceof SessionStart)) return
    const end = start.end as unknown as SessionEnd<In, Out>
    this.#end = end
    this.#start = start
    // Before the first message leaves or is given out.
    for (const listener of [...this.#waiting]) {
      listener.attached(end, start, () => {
        this.#waiting.delete(listener)
      })
    }
    if (end.attach(this, start)) return
    this.#end = undefined
    this.superseded()
  }

  #detach(): void {
    const end = this.#end
    this.#end = undefined
    end?.detach(this)
  }

  #over(): void {
    this.#watching?.unsubscribe()
    const listeners = [...this.#waiting]
    this.#waiting.clear()
    for (const listener of listeners) listener.over()
  }

  #unwatchIfUnused(): void {
    const isIdle = this.#end === undefined && isRest(this.core.published)
    if (this.#waiting.size > 0 || !isIdle) return
    this.#watching?.unsubscribe()
    this.#watching = undefined
  }

  /** Another socket has the session. */
  superseded(): void {
    this.#end = undefined
    this.core.stop(4409, 'another socket has the session', ignore)
  }

  /** Ends the socket so that the end that dials resumes on another one. */
  restart(what: string, cause?: unknown): void {
    const fields = { code: serviceRestart, reason: '', wasClean: false }
    const error = failure('ConnectionLost', this.#connection.name, `the session starts anew: ${what}`, fields, cause)
    this.#detach()
    if (this.#kind === 'Dialing') this.core.dial?.fail(error)
    else {
      this.core.fault(error)
      this.core.stop(serviceRestart, 'resume the session', ignore)
    }
  }

  /** Ends the socket of a peer that does not keep to the protocol. */
  #reject(what: string): void {
    const code = 1002
    const error = failure('ProtocolFailed', this.#connection.name, `${what}. It was disconnected.`, { code })
    this.#detach()
    if (this.#kind === 'Dialing') {
      const { dial } = this.core
      dial?.fail(error)
      // The turn that drops the socket comes after this one.
      dial?.socket?.close(code, 'session protocol')
    } else {
      this.core.fault(error)
      this.core.stop(code, 'session protocol', ignore)
    }
  }
}

function ignore(): void {
  // The end of the socket follows as an event.
}
