import { type ClientOptions, WebSocket } from 'ws'

/** The `WebSocket` that the contenders over the platform's interface are given: that of `ws`, without compression. */
export class DeflateFree extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[], options?: ClientOptions) {
    super(url, protocols, { ...options, perMessageDeflate: false })
  }
}
