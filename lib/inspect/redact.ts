import { decodeUtf8Leniently, utf8Length } from '../codecs/utf8.ts'
import type { Timed } from '../machine/input.ts'
import { publicAddress } from '../model/address.ts'
import { publicMessage } from '../model/secrets/public-message.ts'
import type { DialRequest } from '../transport/transport.ts'
import type { Body, InspectedDial, PublicInput } from './inspection.ts'

/** Copies an input without the values that may be secrets: response headers, the greeting's value, causes of the platform. */
export function publicInput(input: Timed): PublicInput {
  switch (input._tag) {
    case 'Start':
    case 'Redial':
    case 'Wake':
      return { _tag: input._tag }
    case 'Stop':
    case 'Restart':
      return { _tag: input._tag, code: input.code, reason: input.reason }
    case 'Addressed':
    case 'Greeted':
    case 'Flushed':
      return { _tag: input._tag, dial: input.epoch }
    case 'Opened': {
      const { url, protocol, extensions } = input.handshake
      return { _tag: 'Opened', dial: input.epoch, handshake: { url, protocol, extensions } }
    }
    case 'Errored':
      return { _tag: 'Errored', dial: input.epoch, error: input.error }
    case 'Ended': {
      const { code, reason, wasClean } = input
      return { _tag: 'Ended', dial: input.epoch, code, reason, wasClean }
    }
    case 'Elapsed':
    case 'Overdue': {
      const { _tag, timer, aliveAt } = input
      return aliveAt === undefined ? { _tag, timer } : { _tag, timer, aliveAt }
    }
  }
}

/** The parts of a request that may be shown. */
export function publicRequest({
  url,
  protocols,
  headers,
}: DialRequest): Pick<InspectedDial, 'url' | 'protocols' | 'headers'> {
  return { url: publicAddress(url), protocols: protocols.length, headers: Object.keys(headers) }
}

/**
 * Adds the size, the kind and, out of the sight of logs, a copy of a message: bytes may change after this call. The secrets
 * of the codec's own protocol are not in it.
 */
export function withBody<T extends object>(
  event: T,
  codec: object,
  data: string | Uint8Array,
  isBinary: boolean,
): T & Body {
  const size = typeof data === 'string' ? utf8Length(data) : data.length
  const own = typeof data === 'string' ? data : isBinary ? new Uint8Array(data) : decodeUtf8Leniently(data)
  return new InspectedMessage(event, isBinary ? 'binary' : 'text', size, publicMessage(codec, own)) as unknown as T &
    Body
}

/**
 * An event with a message. The message is no property of the event itself, so that no log shows it. A class: `hide` takes
 * several microseconds for each message (`Object.defineProperty` with a getter of its own).
 */
class InspectedMessage implements Body {
  readonly kind: Body['kind']
  readonly size: number
  readonly #data: Body['data']

  constructor(event: object, kind: Body['kind'], size: number, data: Body['data']) {
    Object.assign(this, event)
    this.kind = kind
    this.size = size
    this.#data = data
  }

  get data(): Body['data'] {
    return this.#data
  }
}
