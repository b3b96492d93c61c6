import { type ClientOptions, WebSocket } from 'ws'

/** The `WebSocket` of `ws` without compression, for contenders that expect the platform's interface. */
export class DeflateFree extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[], options?: ClientOptions) {
    super(url, protocols, { ...options, perMessageDeflate: false })
  }
}
