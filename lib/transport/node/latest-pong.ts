import type { WebSocket } from 'ws'

/**
 * Answers pings with at most one unsent pong, so that a peer that pings and does not read costs no memory. Of the pings
 * that come meanwhile, only the latest is answered (RFC 6455, section 5.5.3).
 */
export class LatestPong {
  private readonly websocket: WebSocket
  private isWriting: boolean = false
  private latest: Buffer | undefined

  constructor(websocket: WebSocket) {
    this.websocket = websocket
  }

  answer(ping: Buffer): void {
    // Copied, since the ping is a view of a whole chunk that was read.
    if (this.isWriting) this.latest = Buffer.from(ping)
    else this.write(ping)
  }

  private write(ping: Buffer): void {
    this.isWriting = true
    // `ws` masks it on the client's side alone (RFC 6455, section 5.1).
    this.websocket.pong(ping, undefined, (error: Error | undefined) => {
      this.isWriting = false
      const { latest } = this
      this.latest = undefined
      if (latest !== undefined && !error) this.write(latest)
    })
  }
}
