import { Duplex } from 'node:stream'

import type { DialRequest } from '../../../lib/transport/transport.ts'
import { requestFor } from '../../transport/harness.ts'
import { acceptance } from './raw-peer.ts'

/**
 * A peer without a network: a stream that the adapter dials by `node.createConnection`. It accepts the opening handshake.
 * Each pushed chunk is read as one chunk, as from a TCP socket.
 */
export class MemoryPeer extends Duplex {
  /** Leads to this peer. It has only one connection to give. */
  readonly request: DialRequest = { ...requestFor('ws://peer/'), node: { createConnection: () => this } }
  readonly #first: Uint8Array
  readonly #sent: Buffer[] = []
  readonly #isSlow: boolean
  #isOpen = false

  /**
   * @param first - bytes that arrive with the answer to the opening handshake
   * @param isSlow - whether each write takes a turn of the event loop
   */
  constructor(first: Uint8Array = new Uint8Array(), isSlow = false) {
    super({ allowHalfOpen: true })
    this.#first = first
    this.#isSlow = isSlow
  }

  /** The bytes received after the opening handshake. */
  get sent(): Buffer {
    return Buffer.concat(this.#sent)
  }

  override _read(): void {
    // Chunks come when the spec pushes them.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const take = (): void => {
      if (this.#isOpen) {
        if (!this.destroyed) this.#sent.push(chunk)
      } else {
        this.#isOpen = true
        this.push(Buffer.concat([Buffer.from(acceptance(String(chunk))), this.#first]))
      }
      done()
    }
    if (this.#isSlow) setImmediate(take)
    else take()
  }
}
