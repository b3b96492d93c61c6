import { type Connection, type ConnectionOptions, defineConnection } from 'pulsewire'
import { request, type RequestError, type RequestOptions } from 'pulsewire/request'
import type { Peer } from 'pulsewire/testing'

import * as E from '../../../lib/model/either.ts'

export type Result =
  { readonly _tag: 'Right'; readonly right: string } | { readonly _tag: 'Left'; readonly left: RequestError<string> }

type Options = RequestOptions<string, string, string, string, string, number>

/** A protocol of text: `ask 1 x` is answered by `ok 1 y` or `no 1 why`, and cancelled by `cancel 1`. */
export const protocol: Options = {
  ask: (id, value) => `ask ${id} ${value}`,
  idOf: (message) => {
    const id = /^(?:ok|no) (\d+)/.exec(message)?.[1]
    return id === undefined ? undefined : Number(id)
  },
  read: (message) => {
    const text = message.replace(/^\w+ \d+ ?/, '')
    return message.startsWith('ok') ? E.right(text) : E.left(text)
  },
  cancel: (id) => `cancel ${id}`,
}

/** The reply, or the tag of the error. */
export const brief = (result: Result): string => (result._tag === 'Right' ? result.right : result.left._tag)

export const callOf = (
  chat: Connection<string, string>,
  options: Partial<Options> = {},
): ReturnType<typeof request<string, string, string, string, string>> => request(chat, { ...protocol, ...options })

/** A connection to a scripted peer that retries after 4 ms, with the `o` of each script as its opening. */
export function connect(
  { transport }: Peer,
  options: Partial<ConnectionOptions<string, string>> = {},
): Connection<string, string> {
  const retry = { initialDelay: 4, jitter: 'none', stableAfter: 0 } as const
  return defineConnection({ url: 'ws://peer', name: 'chat', transport, retry, heartbeat: false, ...options })
}
