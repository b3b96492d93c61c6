import type { IncomingHttpHeaders } from 'node:http'

import type { Handshake } from '../../model/connection-state.ts'

const ofHandshake = /^(?:connection|upgrade|sec-websocket-.*)$/

/** The headers of a response, without those of the opening handshake itself. `undefined` if none is left. */
export function responseHeaders(headers: IncomingHttpHeaders): Handshake['headers'] {
  const others: Record<string, string | ReadonlyArray<string>> = {}
  let hasAny = false
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (value === undefined || ofHandshake.test(name)) continue
    others[name] = value
    hasAny = true
  }
  return hasAny ? others : undefined
}
