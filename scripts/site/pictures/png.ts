import { crc32 } from 'node:zlib'

/** Bytes before the first chunk, and of a chunk without its data (PNG, sections 5.2 and 5.3). */
const signature = 8
const frame = 12

const keyword = 'Sources'

/** The chunks of a PNG, with their data. */
function* chunks(png: Buffer): Generator<readonly [type: string, data: Buffer]> {
  for (let at = signature; at < png.length; at += frame + png.readUInt32BE(at)) {
    yield [png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + png.readUInt32BE(at))]
  }
}

/** Writes the hash of the sources of a picture into it, as a text chunk after its header. */
export function stamp(png: Buffer, hash: string): Buffer {
  const content = Buffer.from(`tEXt${keyword}\0${hash}`, 'latin1')
  const chunk = Buffer.alloc(content.length + 8)
  chunk.writeUInt32BE(content.length - 4, 0)
  content.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(content), content.length + 4)
  const end = signature + frame + png.readUInt32BE(signature)
  return Buffer.concat([png.subarray(0, end), chunk, png.subarray(end)])
}

/** The size of a PNG, and the hash that it carries. */
export function readPng(png: Buffer): {
  readonly width: number
  readonly height: number
  readonly hash: string | undefined
} {
  const all = [...chunks(png)]
  const [, header] = all.find(([type]) => type === 'IHDR') ?? []
  if (header === undefined) throw new Error('the file is no PNG')
  const prefix = `${keyword}\0`
  const text = all
    .map(([type, data]) => (type === 'tEXt' ? data.toString('latin1') : ''))
    .find((each) => each.startsWith(prefix))
  return { width: header.readUInt32BE(0), height: header.readUInt32BE(4), hash: text?.slice(prefix.length) }
}
