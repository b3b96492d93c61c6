/** The owner of an end: it learns when sockets come and go. */
export interface EndOwner {
  readonly attached: () => void
  readonly detached: () => void
  /** The end cannot go on. */
  readonly over: () => void
}
