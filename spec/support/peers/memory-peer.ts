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
  #isOpen = false

  /** @param first - bytes that arrive with the answer to the opening handshake */
  constructor(first: Uint8Array = new Uint8Array()) {
    super({ allowHalfOpen: true })
    this.#first = first
  }

  /** The bytes received after the opening handshake. */
  get sent(): Buffer {
    return Buffer.concat(this.#sent)
  }

  override _read(): void {
    // Chunks come when the spec pushes them.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    if (this.#isOpen) this.#sent.push(chunk)
    else {
      this.#isOpen = true
      this.push(Buffer.concat([Buffer.from(acceptance(String(chunk))), this.#first]))
    }
    done()
  }
}
