import { WebSocket } from 'ws'

/** The class of `ws`, which calls `dialed` in its constructor. */
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
