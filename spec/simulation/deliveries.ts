import { horror, nonsense } from './draw-script.ts'
import type { Judge } from './judge.ts'
import { pong } from './random-peer.ts'
import type { Wire, Witness } from './witness.ts'

const decodes = (text: string): boolean => !text.startsWith(nonsense) && !text.startsWith(horror)

/** Compares the messages on the wires with those that subscribers get (guarantee 3). */
export class Deliveries {
  readonly #judge: Judge
  readonly #witness: Witness
  /** Every message that decodes, in the order of the first subscriber of values. */
  readonly values: string[] = []
  /** Every message, in the order of the first subscriber of texts. */
  readonly texts: string[] = []
  /** A message is being emitted, and the subscribers of texts have not got it yet. */
  isHalfEmitted = false
  #wire: Wire | undefined
  /** Number of messages of the current wire that were emitted, by channel. */
  #valueAt = 0
  #textAt = 0
  #failedAt = 0

  constructor(judge: Judge, witness: Witness) {
    this.#judge = judge
    this.#witness = witness
  }

  #current(): Wire | undefined {
    const { last } = this.#witness
    if (last !== this.#wire) {
      this.#wire = last
      this.#valueAt = this.#textAt = this.#failedAt = 0
    }
    return last
  }

  #takeNext(text: string): void {
    const received = this.#current()?.received ?? []
    while (this.#valueAt < received.length && !isValue(received[this.#valueAt])) this.#valueAt++
    const next = received[this.#valueAt++]
    this.#judge.need(next === text, 3, () => `${text} was emitted where ${next} was next`)
  }

  /** A greeting got a message, so that no subscriber gets it. */
  greeting(text: string): void {
    if (text.startsWith(pong)) return
    this.#takeNext(text)
    this.#textAt = this.#valueAt
  }

  /** A message was reported not to decode. */
  undecodable(text: string): void {
    const received = this.#current()?.received ?? []
    const at = received.findIndex((other, index) => index >= this.#failedAt && other === text)
    this.#judge.need(at >= 0 && !decodes(text), 4, () => `${text} was reported not to decode: twice, or wrongly`)
    this.#failedAt = at + 1
    this.isHalfEmitted = this.#wire?.isPublished === true
  }

  value(text: string): void {
    this.values.push(text)
    this.isHalfEmitted = true
    this.#takeNext(text)
  }

  text(text: string): void {
    this.texts.push(text)
    this.isHalfEmitted = false
    const received = this.#current()?.received ?? []
    // A message that a greeting could not decode is not emitted either.
    const at = received.indexOf(text, this.#textAt)
    this.#judge.need(at >= 0, 3, () => `${text} was emitted as text, and was not next`)
    this.#textAt = at + 1
  }

  /** Between turns, all messages of a wire that was published as open have been emitted. */
  settled(): void {
    const wire = this.#current()
    if (wire === undefined || !wire.isPublished || wire.isDropped) return
    const untold = wire.received.slice(this.#valueAt).filter(isValue)
    this.#judge.need(untold.length === 0, 3, () => `${untold.join(', ')} came and was not emitted`)
    const undecoded = wire.received.slice(this.#failedAt).filter((text) => !decodes(text))
    this.#judge.need(undecoded.length === 0, 4, () => `${undecoded.join(', ')} did not decode and was not reported`)
  }
}

function isValue(text: string | undefined): boolean {
  return text !== undefined && !text.startsWith(pong) && decodes(text)
}
