/** The key of a codec's method that removes secrets from a message of its protocol. */
export const redact: unique symbol = Symbol('pulsewire.redact')

/** A codec whose protocol carries secrets in messages of its own. */
export interface Redacting {
  readonly [redact]: (data: string | Uint8Array) => string | Uint8Array
}

/** The form of a message that may be inspected and recorded: without the secrets of its codec's protocol. */
export function publicMessage(codec: object, data: string | Uint8Array): string | Uint8Array {
  return redact in codec ? (codec as Redacting)[redact](data) : data
}
