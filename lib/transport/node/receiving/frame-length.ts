/** The header of a frame is incomplete. */
export const unknown = 0

/** A frame is not known to be valid: only `ws` may say what follows it. A close frame is one of these: nothing follows. */
export const unsafe = -1

const opcode = { continuation: 0x0, text: 0x1, binary: 0x2, ping: 0x9, pong: 0xa } as const

const maxControlPayload = 125

/**
 * Measures the frame of a server that begins at `at`, header included (RFC 6455, section 5.2).
 *
 * @param isFragmented - whether a fragmented message has begun and not ended
 */
export function frameLength(bytes: Buffer, at: number, isFragmented: boolean): number {
  const first = bytes[at]
  const second = bytes[at + 1]
  if (first === undefined || second === undefined) return unknown
  if (!isValid(first, second, isFragmented)) return unsafe
  if (second < 126) return 2 + second
  if (second === 126) return bytes.length < at + 4 ? unknown : 4 + bytes.readUInt16BE(at + 2)
  if (bytes.length < at + 10) return unknown
  const high = bytes.readUInt32BE(at + 2)
  return high > 0 ? unsafe : 10 + bytes.readUInt32BE(at + 6)
}

/** Whether the first two bytes of a frame are valid there. The bits RSV1 to RSV3 and MASK must be clear. */
function isValid(first: number, second: number, isFragmented: boolean): boolean {
  if (second > 0x7f) return false
  switch (first & 0x7f) {
    case opcode.continuation:
      return isFragmented
    case opcode.text:
    case opcode.binary:
      return !isFragmented
    case opcode.ping:
    case opcode.pong:
      return first > 0x7f && second <= maxControlPayload
    default:
      return false
  }
}

/** Whether a fragmented message is under way behind a valid frame whose first byte is `first`. */
export function isFragmentedBehind(first: number, isFragmented: boolean): boolean {
  const isControl = (first & 0x8) !== 0
  return isControl ? isFragmented : first < 0x80
}
