/** The number of messages that a source may give in one turn of the event loop, before I/O and timers get their turn. */
export const messagesPerTurn = 1_024

/**
 * Resolves in a later turn of the event loop. Promise continuations alone never reach one, so that an endless source would
 * starve the socket that it writes to. Browsers slow timers of background tabs down to one a second, but not messages.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof MessageChannel === 'undefined') {
      setTimeout(resolve, 0)
      return
    }
    const { port1, port2 } = new MessageChannel()
    // Node's types lack the setter.
    Object.assign(port1, {
      onmessage: () => {
        port1.close()
        resolve()
      },
    })
    port2.postMessage(undefined)
  })
}
