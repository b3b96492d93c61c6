import type { Connection } from '../connection/connection.ts'
import { Pull, type PullOptions } from './shared/pull.ts'

export type { PullOptions }

/** How to iterate. */
export interface IterateOptions extends PullOptions {
  /** Ends the loop: it throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/**
 * The messages of a connection, for `for await`. Each loop takes a lease with its first step and releases it when it is
 * left, whichever way. It pulls: while the loop is busy the connection stops reading from the network, so a slow loop
 * takes no memory. The loop ends when the run ends on purpose, and throws when it fails.
 *
 * Where the platform cannot stop reading (browsers), a loop that falls 16 times `highWaterMark` behind ends with
 * `ProtocolFailed` (1008).
 *
 * @example
 * for await (const line of iterate(chat)) {
 *   await store(line)
 *   if (line === 'bye') break
 * }
 */
export function iterate<In, Out>(
  connection: Connection<In, Out>,
  { signal, ...options }: IterateOptions = {},
): AsyncIterable<In> {
  return {
    [Symbol.asyncIterator]: (): AsyncIterator<In, undefined> => {
      const pull = new Pull(connection, options)
      const abort = (): void => {
        pull.close(signal?.reason)
      }
      const leave = (): void => {
        signal?.removeEventListener('abort', abort)
        pull.close()
      }
      if (signal?.aborted === true) abort()
      else signal?.addEventListener('abort', abort, { once: true })
      return {
        next: async () => {
          try {
            const result = await pull.next()
            if (result.done === true) leave()
            return result
          } catch (error) {
            leave()
            throw error
          }
        },
        return: () => {
          leave()
          return Promise.resolve({ done: true, value: undefined })
        },
      }
    },
  }
}
