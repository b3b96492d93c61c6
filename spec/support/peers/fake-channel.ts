/** One end of a channel: a `MessagePort` whose messages come when the spec delivers them. */
export interface FakePort {
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onmessageerror: (() => void) | null
  postMessage(frame: unknown): void
  close(): void
  addEventListener(type: string, listener: () => void): void
  readonly isClosed: boolean
  /** The frames that were sent to this end and have not come. */
  readonly unread: unknown[]
  /** Lets the first frame come, or the end of the other port behind them all. Returns whether there was something. */
  deliver(): boolean
}

/** Makes the two ends of a channel, as `MessageChannel` does. */
export function fakeChannel(): readonly [FakePort, FakePort] {
  const [first, second] = [new Port(), new Port()]
  first.other = second
  second.other = first
  return [first, second]
}

class Port implements FakePort {
  other: Port | undefined
  onmessage: FakePort['onmessage'] = null
  onmessageerror: FakePort['onmessageerror'] = null
  isClosed = false
  readonly unread: unknown[] = []
  #onClose: () => void = () => undefined

  postMessage(frame: unknown): void {
    if (!this.isClosed && this.other?.isClosed === false) this.other.unread.push(structuredClone(frame))
  }

  close(): void {
    this.isClosed = true
  }

  addEventListener(_type: string, listener: () => void): void {
    this.#onClose = listener
  }

  readonly deliver = (): boolean => {
    if (this.isClosed) return false
    if (this.unread.length > 0) this.onmessage?.({ data: this.unread.shift() })
    else if (this.other?.isClosed === true) {
      this.isClosed = true
      this.#onClose()
    } else return false
    return true
  }
}
