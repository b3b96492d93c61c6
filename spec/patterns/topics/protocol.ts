import type { Connection } from 'pulsewire'
import { type TopicOptions, topics } from 'pulsewire/topics'
import type { Observable } from 'rxjs'

type Options<T> = TopicOptions<string, string, string, T>

/** A protocol of text: `sub A,B` and `unsub A`; `A:1` is a message of topic A. */
export const protocol: Options<string> = {
  keyOf: (message) => /^(\w+):/.exec(message)?.[1],
  subscribe: (keys) => `sub ${keys.join()}`,
  unsubscribe: (keys) => `unsub ${keys.join()}`,
}

export function tickerOf(
  chat: Connection<string, string>,
  options: Partial<Options<string>> = {},
): (key: string) => Observable<string> {
  return topics(chat, { ...protocol, ...options })
}
