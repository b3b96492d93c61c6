type Side = 'client' | 'server'

interface Seen {
  /** The number of the latest message of a side that the other side has taken. */
  taken: number
}

/** Checks D4 between the ends and the network: what each end hands to a socket, against the acknowledgements for it. */
export class InFlightWitness {
  violation: string | undefined
  readonly #inFlight: number
  readonly #sides = new Map<string, Seen>()

  constructor(inFlight: number) {
    this.#inFlight = inFlight
  }

  saw(socket: number, from: Side, data: string | Uint8Array): void {
    const text = String(data)
    const own = this.#side(socket, from)
    const other = this.#side(socket, from === 'client' ? 'server' : 'client')
    const [, n] = /^m(\d+):/.exec(text) ?? []
    if (n !== undefined && Number(n) - own.taken > this.#inFlight) {
      this.violation ??= `the ${from} sent ${n} on socket ${socket}, where ${own.taken} is taken`
    }
    const [, got] = /^(?:a|[hw].*"got":)(\d+)/.exec(text) ?? []
    // The acknowledgement is on its way, so its reader may know less.
    if (got !== undefined) other.taken = Math.max(other.taken, Number(got))
  }

  #side(socket: number, side: Side): Seen {
    const key = `${socket} ${side}`
    const seen = this.#sides.get(key) ?? { taken: 0 }
    this.#sides.set(key, seen)
    return seen
  }
}
