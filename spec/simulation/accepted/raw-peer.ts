import { portSize } from '../../../lib/transport/browser/message-port/frames.ts'
import { portWindow } from '../../../lib/transport/browser/message-port/port-line.ts'
import { fakeChannel, type FakePort } from '../../support/peers/fake-channel.ts'

/** The answer that the option `peer` gives to a url. */
export type Knock = 'welcome' | 'refuse' | 'late' | 'never' | 'throws'

/** The end of a channel that dials, without this library: it can do what no tab of ours does. */
export class RawPeer {
  readonly knock: Knock
  readonly knockedAt: number
  /** The end that is accepted. */
  readonly theirs: FakePort
  readonly #port: FakePort
  /** Its messages, in order, without tokens and floods. */
  readonly said: string[] = []
  /** The frames that were sent to it, read or not. */
  readonly got: unknown[] = []
  /** Whether it neither reads nor answers. */
  isStalled = false
  /** Whether it has broken the protocol, left or closed: what it says afterwards does not count. */
  isOver = false
  isGone = false
  hasKnocked = false
  hasFlooded = false
  hasBreached = false
  /** Whether it has ended the connection, or given a reason to end it. */
  hasMisbehaved = false
  hasToken = false
  posted = 0
  credit = 0

  constructor(knock: Knock, at: number) {
    this.knock = knock
    this.knockedAt = at
    const [mine, theirs] = fakeChannel()
    this.#port = mine
    this.theirs = theirs
  }

  open(): void {
    this.hasKnocked = true
    this.#port.postMessage(['open', 'pulsewire.port.1', { url: `port:${this.knock}`, protocols: [] }])
  }

  /** Sends a message, if it has credit. */
  say(text: string): boolean {
    if (this.isOver || this.posted - this.credit >= portWindow) return false
    this.#message(text)
    return true
  }

  /** Sends more than anybody has given it credit for. */
  flood(): void {
    this.isOver = this.hasMisbehaved = this.hasFlooded = true
    const chunk = 'x'.repeat(30_000)
    while (this.posted - this.credit <= portWindow + chunk.length) this.#message(chunk)
  }

  breach(): void {
    this.isOver = this.hasMisbehaved = this.hasBreached = true
    this.#port.postMessage({ no: 'frame' })
  }

  close(code: number): void {
    this.isOver = this.hasMisbehaved = true
    this.#port.postMessage(['close', code, 'enough'])
  }

  /** Goes away without a word. */
  leave(): void {
    this.isOver = this.hasMisbehaved = this.isGone = true
    this.#port.close()
  }

  /** Reads all frames that have come, and answers them. */
  read(): void {
    if (this.isStalled || this.isGone) return
    for (const frame of this.#port.unread.splice(0)) {
      this.got.push(frame)
      if (!Array.isArray(frame)) continue
      const [tag, value] = frame as [string, number?]
      if (tag === 'credit' && value !== undefined) this.credit = value
      if (tag === 'ping') this.#port.postMessage(['pong'])
      if (tag !== 'close') continue
      if (!this.isOver) this.#port.postMessage(['close', value, ''])
      this.isOver = true
    }
  }

  /** Everything that was sent to it. */
  get sentTo(): ReadonlyArray<unknown> {
    return [...this.got, ...this.#port.unread]
  }

  /** The first frame with a tag, among those that were sent to it. */
  frame(tag: string): ReadonlyArray<unknown> | undefined {
    return this.sentTo.find((frame) => Array.isArray(frame) && frame[0] === tag) as ReadonlyArray<unknown> | undefined
  }

  get isOpened(): boolean {
    return this.frame('opened') !== undefined
  }

  #message(text: string): void {
    this.posted += portSize(text)
    this.#port.postMessage(text)
  }
}
