/** How the server behaves: what the page may ask of it. */
export interface Behaviour {
  /** What an opening handshake is answered with: 101 accepts, the others refuse. */
  readonly handshake: 101 | 401 | 503
  /** Milliseconds before a message is answered; `null`: never. It stalls: nothing is read and nothing is said. */
  readonly delay: number | null
}

export const wellBehaved: Behaviour = { handshake: 101, delay: 0 }
