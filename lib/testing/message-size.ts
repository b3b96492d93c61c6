import { utf8Length } from '../codecs/utf8.ts'

/** Returns the bytes of a message on the wire: text is UTF-8. */
export function messageSize(data: string | Uint8Array): number {
  return typeof data === 'string' ? utf8Length(data) : data.byteLength
}
