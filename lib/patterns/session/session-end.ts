import { encodeMessage } from '../../connection/sending/encode.ts'
import type { SendSubscription } from '../../connection/sending/send-subscription.ts'
import * as E from '../../model/either.ts'
import type { EndOwner } from './end-owner.ts'
import type { Continuity } from './frames/frame.ts'
import type { Link } from './link.ts'
import { Acknowledgements } from './receiving/acknowledgements.ts'
import { type Consumer, Intake } from './receiving/intake.ts'
import { deliveredMessage } from './sending/delivered-message.ts'
import { SendWindow } from './sending/send-window.ts'
import { type EndStore, StoredNumbers } from './sending/stored-numbers.ts'
import { sessionEnded, windowFull } from './session-error.ts'
import type { ResolvedSession } from './session-options.ts'
import { SessionStart } from './session-start.ts'

/** One end of one session: both halves, and the socket that carries it now. */
export class SessionEnd<In, Out> implements Consumer {
  readonly resolved: ResolvedSession<In, Out>
  readonly window: SendWindow<Out>
  readonly #owner: EndOwner
  #intake: Intake
  #link: Link<In, Out> | undefined
  /** The latest start. A socket with an earlier one has lost the session to another socket. */
  #start: SessionStart | undefined
  #isOver = false
  readonly #acknowledgements: Acknowledgements
  #name = 'session'
  readonly #stored: StoredNumbers

  constructor(resolved: ResolvedSession<In, Out>, owner: EndOwner, store?: EndStore, taken = 0) {
    this.resolved = resolved
    this.#owner = owner
    this.#stored = new StoredNumbers(store)
    this.window = new SendWindow(resolved.window)
    this.#intake = new Intake(resolved.window, this, taken)
    this.#acknowledgements = new Acknowledgements(resolved.acknowledge, (n) => {
      this.#link?.write({ _tag: 'Acknowledged', n })
    })
  }

  get taken(): number {
    return this.#intake.taken
  }

  /** The window holds messages that the store has kept. */
  restored(): void {
    this.#stored.last = this.window.sent
  }

  // The life of sockets.

  /** Calls `taken` once no message is being taken: at once, or later. Returns the function that ends the wait. */
  whenTaken(taken: () => void): () => void {
    return this.#intake.whenSettled(taken)
  }

  /** Calls `stored` once no message is being stored: at once, or later. Returns the function that ends the wait. */
  whenStored(stored: () => void): () => void {
    return this.#stored.whenStored(this.window.sent, stored)
  }

  /** Another socket gets the session: the one that has it now is closed. */
  supersede(): void {
    const link = this.#link
    this.detach(link)
    link?.superseded()
  }

  /** The handshake is done: the next `Open` with this value attaches its socket. */
  begin(continuity: Continuity): SessionStart {
    return (this.#start = new SessionStart(continuity, this.window.sent, this))
  }

  /** The other end has forgotten the session: a new one begins. */
  lose(): void {
    this.#intake = new Intake(this.resolved.window, this)
    this.window.lose(this.#name)
  }

  /** @returns `false` if another socket has the session */
  attach(link: Link<In, Out>, start: SessionStart): boolean {
    if (start !== this.#start || this.#isOver) return false
    this.#link = link
    this.#name = link.core.options.name
    this.#acknowledgements.begin(this.taken)
    this.window.rewind()
    this.#owner.attached()
    this.#pump()
    this.drain()
    return true
  }

  detach(link: Link<In, Out> | undefined): void {
    if (link === undefined || link !== this.#link) return
    this.#link = undefined
    this.#acknowledgements.end()
    this.#intake.discard()
    this.#owner.detached()
  }

  /** The session is over for this process. */
  end(cause?: unknown): void {
    if (this.#isOver) return
    this.#isOver = true
    this.supersede()
    this.#owner.over()
    this.window.end(this.#name, cause)
    this.#stored.end()
  }

  // Sending.

  deliver(link: Link<In, Out>, subscription: SendSubscription<Out>, value: Out): void {
    const { core } = link
    const { name } = core.options
    const { codec, window } = this.resolved
    this.#name = name
    const encoded = encodeMessage(name, codec, value, undefined)
    const message = deliveredMessage(subscription, value, encoded._tag === 'Right' ? encoded.right : '')
    subscription.add(message)
    if (encoded._tag === 'Left') {
      core.fault(encoded.left)
      const isFlood = subscription.waitingEncodeErrors > window.limit
      subscription.settle(message, isFlood ? (E.left(windowFull(name)) as never) : encoded)
    } else if (this.#isOver) subscription.settle(message, E.left(sessionEnded(name)) as never)
    else if (this.window.add(message, name)) this.#added()
  }

  #added(): void {
    const { store } = this.#stored
    if (store !== undefined) this.window.number(this.#append)
    this.#pump()
  }

  readonly #append = (n: number, data: string | Uint8Array): void => {
    this.#stored.append(
      n,
      data,
      () => {
        this.#pump()
      },
      (cause) => {
        // The store may have kept it, or not. The next socket goes on from the store itself.
        this.#link?.restart('a message could not be stored (see cause)', cause)
        this.end(cause)
      },
    )
  }

  withdraw(subscription: SendSubscription<Out>): void {
    this.window.withdraw(subscription)
  }

  readonly #write = (n: number, data: string | Uint8Array): void => {
    this.#link?.write({ _tag: 'Numbered', n, data })
  }

  #pump(): void {
    if (this.#link !== undefined) this.window.pump(this.#write, this.#stored.last)
  }

  /** @returns `false` if no message with this number was ever sent */
  acknowledged(n: number): boolean {
    if (!this.window.acknowledge(n)) return false
    this.#pump()
    return true
  }

  // Receiving.

  arrive(n: number, data: string | Uint8Array): ReturnType<Intake['arrive']> {
    return this.#intake.arrive(n, data)
  }

  drain(): void {
    this.#intake.drain()
  }

  get isReady(): boolean {
    return this.#link?.receivers.isObserved === true
  }

  give(n: number, data: string | Uint8Array): Promise<void> | undefined {
    return this.#link?.receivers.give(n, data)
  }

  keep(n: number, data: string | Uint8Array): Promise<void> | undefined {
    return this.#stored.store?.take(n, data)
  }

  took(n: number): void {
    if (this.#link !== undefined) this.#acknowledgements.took(n, this.#link.core.options.clock)
  }

  failed(cause: unknown): void {
    this.#link?.restart('a message that was received could not be taken (see cause)', cause)
  }
}
