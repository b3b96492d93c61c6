import type { Subscriber } from 'rxjs'

import type { Core } from '../../../connection/core.ts'
import { decodeMessage } from '../../../connection/receiving/decode.ts'
import { emit, isObserved, ListedSubscriber, SubscriberList } from '../../../connection/subscriber-list.ts'
import type { Codec } from '../../../model/codec.ts'
import type { Frame } from '../frames/frame.ts'

/** Takes a message, and answers when it is taken. */
export type Take<In> = (value: In, n: number) => PromiseLike<unknown>

/** The subscribers of a session on one connection. */
export class Receivers<In> {
  readonly #core: Core<Frame, Frame>
  readonly #codec: Codec<In, never>
  readonly #subscribers = new SubscriberList<In>()
  readonly #takes = new Set<Take<In>>()
  #joined = 0

  constructor(core: Core<Frame, Frame>, codec: Codec<In, never>) {
    this.#core = core
    this.#codec = codec
  }

  get isObserved(): boolean {
    return isObserved(this.#subscribers)
  }

  /** Adds a subscriber, for as long as it is subscribed. */
  add(subscriber: Subscriber<In>, take: Take<In> | undefined): void {
    const joined = new ListedSubscriber(this.#subscribers, subscriber, this.#joined++)
    if (take !== undefined) this.#takes.add(take)
    subscriber.add(() => {
      joined.leave()
      if (take !== undefined) this.#takes.delete(take)
    })
  }

  /**
   * Decodes a message and gives it to the subscribers. One that does not decode is a Fault, and counts as taken: it would
   * not decode the next time either.
   *
   * @returns `undefined` once they have returned; a Promise if a `take` has to answer first
   */
  give(n: number, data: string | Uint8Array): Promise<void> | undefined {
    const decoded = decodeMessage(this.#core.options.name, this.#codec, data)
    if (decoded._tag === 'Left') {
      this.#core.fault(decoded.left)
      return undefined
    }
    if (this.#takes.size > 0) return this.#take(decoded.right, n)
    emit(this.#subscribers, decoded.right, this.#joined)
    return undefined
  }

  async #take(value: In, n: number): Promise<void> {
    const joined = this.#joined
    await Promise.all([...this.#takes].map(async (take) => take(value, n)))
    emit(this.#subscribers, value, joined)
  }
}
