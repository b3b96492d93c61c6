import type { Farewell } from '../../accepting.ts'
import { WsSocket } from '../ws-socket.ts'

/** An accepted socket. Until its greeting is over, dropping it sends the peer a close frame. */
export class PartingSocket extends WsSocket {
  /** The close frame that `terminate` sends. `undefined`: none. */
  farewell: Farewell | undefined = undefined

  override terminate(): void {
    const { farewell, websocket } = this
    if (farewell === undefined || websocket.readyState !== websocket.OPEN) {
      super.terminate()
      return
    }
    const { code, reason } = farewell
    // Nothing that still comes is delivered. `ws` ends the socket when the peer answers, or after its `closeTimeout`.
    this.verdict = { _tag: 'Closed', code, reason, wasClean: false }
    this.close(code, reason)
  }
}
