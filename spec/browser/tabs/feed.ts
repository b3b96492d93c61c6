/** A quote of the feed. */
export interface Quote {
  readonly symbol: string
  /** Counts the quotes of a symbol. */
  readonly n: number
  /** When the server sent it: milliseconds of the Unix epoch, with fractions. */
  readonly at: number
}

/** A message to the feed. */
export interface Wish {
  readonly method: 'SUBSCRIBE' | 'UNSUBSCRIBE'
  readonly params: ReadonlyArray<string>
}

/** What the server of the feed has seen. */
export interface FeedRecord {
  /** Sockets that are open. */
  readonly sockets: number
  /** The number of subscriptions of each symbol, on all sockets. */
  readonly subscriptions: Readonly<Record<string, number>>
  /** Time of the latest unsubscription of each symbol, and of the latest end of a socket (ms of the Unix epoch). */
  readonly unsubscribed: Readonly<Record<string, number>>
  readonly closed: number
}

/** The time, comparable between processes of one machine. */
export const now = (): number => performance.timeOrigin + performance.now()

/** What the script of a tab offers to the spec, as the global `tab`. */
export interface TabRecord {
  readonly received: Readonly<Record<string, ReadonlyArray<number>>>
  readonly states: ReadonlyArray<string>
  /** Milliseconds that each quote took: through the worker, and on a socket of the tab's own. */
  readonly delays: ReadonlyArray<number>
  readonly directDelays: ReadonlyArray<number>
}
