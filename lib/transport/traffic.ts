/** Bytes that a socket's network has moved, counted below the WebSocket protocol. */
export interface Traffic {
  /** Bytes read from the network. */
  readonly read: number
  /** Bytes that the operating system has accepted for sending. */
  readonly written: number
  /** Bytes that the operating system cannot accept now, since its own buffer is full. */
  readonly stuck: number
}

/**
 * Whether the peer has given a sign of life between two moments: bytes came in, or bytes that were stuck went out.
 *
 * Bytes that were not stuck prove nothing. The operating system accepts them into its buffer for a dead peer too.
 */
export function hasMoved(before: Traffic, after: Traffic): boolean {
  return after.read > before.read || (before.stuck > 0 && after.written > before.written)
}
