import type { Socket } from './transport.ts'

/** The socket of an address that can never be dialed. It has ended. */
export const closedSocket: Socket = {
  send: () => undefined,
  close: () => undefined,
  terminate: () => undefined,
  bufferedAmount: 0,
}
