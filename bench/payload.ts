/** The kinds of messages. */
export type PayloadName = 'text64' | 'text4k' | 'json256' | 'binary1k' | 'binary64k'

/** The form in which a contender delivers messages: strings, parsed objects, or bytes. */
export type Kind = 'text' | 'json' | 'binary'

export interface Quote {
  readonly symbol: string
  readonly venue: string
  readonly bid: number
  readonly ask: number
  readonly sizes: ReadonlyArray<number>
  readonly at: string
  readonly isFirm: boolean
  readonly note: string
}

const quote: Quote = {
  symbol: 'EURUSD',
  venue: 'XPAR',
  bid: 1.08421,
  ask: 1.08432,
  sizes: [100_000, 250_000, 500_000, 1_000_000, 2_500_000],
  at: '2024-05-17T09:31:07.482Z',
  isFirm: true,
  note: 'indicative outside of trading hours; see the terms, section four, for what it binds you to.',
}

/** A message as an application holds it, and as it is sent. */
export interface Payload {
  readonly kind: Kind
  readonly value: string | Quote | Uint8Array
  readonly wire: string | Buffer
}

const text = 'The quick brown fox jumps over the lazy dog, and then once more.'
const prices = Array.from(
  { length: 64 },
  (_, i) => `{"symbol":"S${(i * 37) % 101}","bid":${1 + ((i * 7919) % 9973) / 1e4}}`,
)
const list = `[${prices.join(',')},"${text.repeat(32)}`.slice(0, 4_094) + '"]'
const filled = (size: number): Buffer => Buffer.from(Uint8Array.from({ length: size }, (_, i) => (i * 31) & 0xff))
const bytes = (size: number): Payload => ({ kind: 'binary', value: filled(size), wire: filled(size) })

export const payloads: Readonly<Record<PayloadName, Payload>> = {
  text64: { kind: 'text', value: text, wire: text },
  text4k: { kind: 'text', value: list, wire: list },
  json256: { kind: 'json', value: quote, wire: JSON.stringify(quote) },
  binary1k: bytes(1_024),
  binary64k: bytes(65_536),
}

/** Encodes one frame, as a client (masked) or a server sends it. */
export function frameSize({ wire }: Payload, masked: boolean): number {
  const length = Buffer.byteLength(wire)
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10
  return header + (masked ? 4 : 0) + length
}
