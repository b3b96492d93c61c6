/** One record of a session: a beginning, a change of its owner, or messages. */
export interface SessionRecord {
  readonly user: string
  /** The number of the latest message, those of this record included. */
  readonly sent: number
  /** The sequence number of the latest record before this one that holds messages. 0: none. */
  readonly previous: number
  /** The messages of this record, oldest first. */
  readonly messages: ReadonlyArray<string | Uint8Array>
}

type Written = string | { readonly base64: string }

export function encodeRecord({ messages, ...fields }: SessionRecord): string {
  const written = messages.map((data): Written => (typeof data === 'string' ? data : { base64: toBase64(data) }))
  return JSON.stringify({ ...fields, messages: written })
}

/** Our own records: nobody else writes to the stream. */
export function decodeRecord(bytes: Uint8Array): SessionRecord {
  const record = JSON.parse(new TextDecoder().decode(bytes)) as Omit<SessionRecord, 'messages'> & {
    readonly messages: ReadonlyArray<Written>
  }
  return {
    ...record,
    messages: record.messages.map((data) => (typeof data === 'string' ? data : fromBase64(data.base64))),
  }
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

function fromBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}
