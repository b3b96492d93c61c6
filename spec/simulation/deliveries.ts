import { horror, nonsense } from './draw-script.ts'
import type { Judge } from './judge.ts'
import { pong } from './random-peer.ts'
import type { Wire, Witness } from './witness.ts'

const decodes = (text: string): boolean => !text.startsWith(nonsense) && !text.startsWith(horror)

/** Compares what came in over the wires with what subscribers are told: guarantee 3. */
export class Deliveries {
  readonly #judge: Judge
  readonly #witness: Witness
  /** Every message that decodes, as the first subscriber of values was told it. */
  readonly values: string[] = []
  /** Every message, as the first subscriber of texts was told it. */
  readonly texts: string[] = []
  /** A message is being told, and those who take texts are not told yet. */
  isHalfTold = false
  #wire: Wire | undefined
  /** How far the messages of the present wire have been told. */
  #valueAt = 0
  #textAt = 0
  #failedAt = 0

  constructor(judge: Judge, witness: Witness) {
    this.#judge = judge
    this.#witness = witness
  }

  #present(): Wire | undefined {
    const { last } = this.#witness
    if (last !== this.#wire) {
      this.#wire = last
      this.#valueAt = this.#textAt = this.#failedAt = 0
    }
    return last
  }

  #take(text: string): void {
    const received = this.#present()?.received ?? []
    while (this.#valueAt < received.length && !isValue(received[this.#valueAt])) this.#valueAt++
    const next = received[this.#valueAt++]
    this.#judge.need(next === text, 3, () => `${text} was told where ${next} was next`)
  }

  /** A greeting was told a message: it is nobody else's. */
  greeting(text: string): void {
    if (text === pong) return
    this.#take(text)
    this.#textAt = this.#valueAt
  }

  /** A message was told not to decode. */
  undecodable(text: string): void {
    const received = this.#present()?.received ?? []
    const at = received.findIndex((other, index) => index >= this.#failedAt && other === text)
    this.#judge.need(at >= 0 && !decodes(text), 4, () => `${text} was told not to decode: twice, or wrongly`)
    this.#failedAt = at + 1
    this.isHalfTold = this.#wire?.wasTold === true
  }

  value(text: string): void {
    this.values.push(text)
    this.isHalfTold = true
    this.#take(text)
  }

  text(text: string): void {
    this.texts.push(text)
    this.isHalfTold = false
    const received = this.#present()?.received ?? []
    // What a greeting could not decode is not told either.
    const at = received.indexOf(text, this.#textAt)
    this.#judge.need(at >= 0, 3, () => `${text} was told as text, and did not come just now`)
    this.#textAt = at + 1
  }

  /** Between two turns everything has been told that came over a wire that was told open. */
  settled(): void {
    const wire = this.#present()
    if (wire === undefined || !wire.wasTold || wire.isDropped) return
    const untold = wire.received.slice(this.#valueAt).filter(isValue)
    this.#judge.need(untold.length === 0, 3, () => `${untold.join(', ')} came and was told to nobody`)
    const undecoded = wire.received.slice(this.#failedAt).filter((text) => !decodes(text))
    this.#judge.need(undecoded.length === 0, 4, () => `${undecoded.join(', ')} did not decode and nobody was told`)
  }
}

function isValue(text: string | undefined): boolean {
  return text !== undefined && text !== pong && decodes(text)
}
