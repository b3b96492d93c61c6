import { OwnedWebSocket } from '../../lib/transport/node/owned-web-socket.ts'
import { transportOver } from '../../lib/transport/node/transport.ts'
import type { Transport } from '../../lib/transport/transport.ts'

class PlainWebSocket extends OwnedWebSocket {
  override get hasLanes(): boolean {
    return false
  }
}

/** Node's transport where `ws` alone parses and frames all messages. */
export const transportWithoutLanes: Transport = transportOver(PlainWebSocket)
