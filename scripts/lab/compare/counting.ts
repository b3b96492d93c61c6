import { WebSocket } from 'ws'

/** The class `ws` exports, which says when it is constructed. */
export function countingWebSocket(
  dialed: () => void,
): new (url: string | URL, protocols?: string | string[]) => WebSocket {
  return class extends WebSocket {
    constructor(url: string | URL, protocols: string | string[] = []) {
      dialed()
      super(url, protocols)
    }
  }
}
