/** The behaviour of the server, as the page can set it. */
export interface Behaviour {
  /** The status of the answer to an opening handshake: 101 accepts, the others refuse. */
  readonly handshake: 101 | 401 | 503
  /** Milliseconds before a message is answered. `null`: the server stalls, it neither reads nor answers. */
  readonly delay: number | null
}

export const wellBehaved: Behaviour = { handshake: 101, delay: 0 }
