/**
 * The part of a `MessagePort` that is used. Declared here, since a program for Node has no types of the DOM. Looser than the
 * standard, so that the classes of browsers and of `node:worker_threads` both have this type.
 */
export interface MessagePortLike {
  /** Sends a value to the other port of the channel. Declared as `never`, since the classes differ in what they take. */
  postMessage(message: never, transfer: never): void
  /** Separates the two ports. */
  close(): void
}

/** The same port, with the types of what it takes and what its listeners get. */
export interface PlatformPort extends MessagePortLike {
  postMessage(message: unknown, transfer?: ReadonlyArray<unknown>): void
  /** Starts the delivery once it is set. */
  onmessage: ((event: { readonly data: unknown }) => void) | null
  /** Called with a message that cannot be deserialized. */
  onmessageerror: (() => void) | null
  /** Chromium from 122 on and Node report the end of the other port. Firefox and Safari do not. */
  addEventListener?(type: 'close', listener: () => void): void
  /** Node: lets the process end although the port is open. */
  unref?(): void
}
