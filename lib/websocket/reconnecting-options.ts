import type { PerDial } from '../connection/options.ts'
import type { SharedOptions } from './class-options.ts'

/** The options of a reconnecting socket: those of a connection, with the same defaults. */
export interface ReconnectingOptions extends SharedOptions {
  /** The `binaryType` that the socket begins with. Default: 'blob'. */
  readonly binaryType?: 'blob' | 'arraybuffer' | undefined
  /** The base of relative urls. Default: the page's address. */
  readonly baseUrl?: string | URL | undefined
  /** Whether the socket stays CLOSED until `reconnect` is called. Default: `false`. */
  readonly startClosed?: boolean | undefined
}

/** The arguments of the constructor. */
export interface ReconnectingArguments {
  readonly url: PerDial<string | URL>
  readonly protocols: unknown
  readonly options: ReconnectingOptions
}
