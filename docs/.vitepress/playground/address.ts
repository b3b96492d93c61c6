/** Characters of a text that an address may carry. Longer ones are refused by some programs that pass addresses on. */
export const maxLength = 8_000

/** Characters of a text that is taken from an address: a short address may unpack to a very long text. */
const maxText = 50_000

const toBase64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer())
}

/** The hash of an address that carries a text: `#code=...`; `undefined` if it is too long. */
export async function toHash(text: string): Promise<string | undefined> {
  const packed = await through(new TextEncoder().encode(text), new CompressionStream('deflate-raw'))
  const hash = `#code=${toBase64(packed)}`
  return hash.length > maxLength ? undefined : hash
}

/** The text that a hash carries; `undefined` if it carries none, a damaged one, or a very long one. */
export async function fromHash(hash: string): Promise<string | undefined> {
  const [, packed] = /^#code=([\w-]+)$/.exec(hash) ?? []
  if (packed === undefined || hash.length > maxLength) return undefined
  try {
    const text = new TextDecoder().decode(await through(fromBase64(packed), new DecompressionStream('deflate-raw')))
    return text.length > maxText ? undefined : text
  } catch {
    return undefined
  }
}
