/** The owner of an end. It is called as sockets come and go. */
export interface EndOwner {
  readonly attached: () => void
  readonly detached: () => void
  /** The end cannot go on. */
  readonly over: () => void
}
