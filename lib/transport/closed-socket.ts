import type { Socket } from './transport.ts'

/** The socket of an address that cannot be dialed: it ended before it began. */
export const closedSocket: Socket = {
  send: () => undefined,
  close: () => undefined,
  terminate: () => undefined,
  bufferedAmount: 0,
}
