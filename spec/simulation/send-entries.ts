import type { coreOf } from '../../lib/connection/connection.ts'
import type { PendingMessage } from '../../lib/connection/sending/pending-message.ts'
import type { Judge } from './judge.ts'

/** Follows the entries that the connection keeps for messages, and checks that refused ones take no memory (guarantee 9). */
export class SendEntries {
  readonly #judge: Judge
  readonly #limit: number
  readonly #entries = new Set<PendingMessage<string>>()

  constructor(judge: Judge, core: ReturnType<typeof coreOf<string, string>>) {
    this.#judge = judge
    this.#limit = core.options.outbox.limit
    const { outbox } = core
    const { send } = outbox
    outbox.send = (subscription, ...rest) => {
      const { add } = subscription
      subscription.add = (message) => {
        this.#entries.add(message)
        add.call(subscription, message)
      }
      send.call(outbox, subscription, ...rest)
      Reflect.deleteProperty(subscription, 'add')
    }
  }

  /** Between turns: two neighbours that were refused for one reason are one entry, and it holds no message. */
  check(): void {
    let encodeErrors = 0
    for (const entry of this.#entries) {
      const { result, previousOfSubscription: previous, nextOfSubscription: next, subscription } = entry
      if (subscription.isAbandoned || (result !== undefined && previous === undefined && next === undefined)) {
        this.#entries.delete(entry)
        continue
      }
      if (result?._tag !== 'Left') continue
      if (result.left._tag === 'EncodeFailed') encodeErrors++
      const isRepeated = next?.result?._tag === 'Left' && next.result.left._tag === result.left._tag
      const isRun = isRepeated && result.left._tag !== 'EncodeFailed'
      this.#judge.need(!isRun, 9, () => `two entries in a row for ${result.left._tag}`)
      this.#judge.need(entry.data === '' && entry.value === undefined, 9, () => 'a refused message is kept')
    }
    // One for each of the four senders and the first subscriber.
    this.#judge.need(
      encodeErrors <= 5 * (this.#limit + 1),
      9,
      () => `${encodeErrors} messages that do not encode are kept`,
    )
  }
}
