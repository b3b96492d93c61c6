import type { Connection } from '../connection/connection.ts'
import { Pull, type PullOptions } from './shared/pull.ts'

export type { PullOptions }

/** Options of `iterate`. */
export interface IterateOptions extends PullOptions {
  /** Aborting it ends the loop, which throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Returns the messages of a connection for `for await`. Each loop takes a lease with its first step and releases it when it
 * ends, in any way. While the loop is busy, the connection stops reading from the network, so that a slow loop needs no
 * memory. The loop ends when the run ends on purpose, and throws the run's `ConnectionError` when it fails.
 *
 * If the platform cannot stop reading (browsers), the connection fails with `ProtocolFailed` (1008) when a loop is more
 * than 16 times `highWaterMark` messages behind.
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
