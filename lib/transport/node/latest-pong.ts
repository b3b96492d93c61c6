import type { OwnedWebSocket } from './owned-web-socket.ts'

/** Pongs that may wait to be sent. Above it, a pong answers several pings. */
const maxUnsent = 16

/**
 * Answers pings with few unsent pongs, so that a peer that pings and does not read costs no memory. Of the pings that come
 * while so many wait, only the latest is answered (RFC 6455, section 5.5.3).
 */
export class LatestPong {
  private readonly websocket: OwnedWebSocket
  private unsent: number = 0
  private latest: Buffer | undefined

  constructor(websocket: OwnedWebSocket) {
    this.websocket = websocket
  }

  answer(ping: Buffer): void {
    // Copied, since the ping is a view of a whole chunk that was read.
    if (this.unsent >= maxUnsent) this.latest = Buffer.from(ping)
    else this.write(ping)
  }

  private write(ping: Buffer): void {
    this.unsent += 1
    this.websocket.sendPong(ping, (error) => {
      this.unsent -= 1
      const { latest } = this
      this.latest = undefined
      if (latest !== undefined && !error) this.write(latest)
    })
  }
}
