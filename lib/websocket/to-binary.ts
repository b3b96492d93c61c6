/** The data of a binary message in the form that `binaryType` asks for. */
export function toBinary(bytes: Uint8Array, binaryType: 'blob' | 'arraybuffer'): ArrayBuffer | Blob {
  const own = bytes as Uint8Array<ArrayBuffer>
  if (binaryType === 'blob') return new Blob([own])
  // A view of a larger buffer would show other messages.
  const isWhole = own.byteLength === own.buffer.byteLength && own.buffer instanceof ArrayBuffer
  return (isWhole ? own : new Uint8Array(own)).buffer
}
