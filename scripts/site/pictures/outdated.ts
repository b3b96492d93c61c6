import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'

import type { PictureFile } from './picture.ts'
import { readPng } from './png.ts'

/** Bytes that a picture may have: a reader of README.md loads it. */
const maxSize = 150_000

/** The files of a source: a file itself, or all below a folder. */
function filesOf(root: string, source: string): ReadonlyArray<string> {
  if (!statSync(root + source).isDirectory()) return [source]
  return readdirSync(root + source, { recursive: true, encoding: 'utf8' })
    .map((path) => `${source}/${path}`)
    .filter((path) => statSync(root + path).isFile())
    .sort()
}

/** The hash of all sources of a picture. */
export function hashOf(root: string, { sources }: Pick<PictureFile, 'sources'>): string {
  const hash = createHash('sha256')
  for (const file of sources.flatMap((source) => filesOf(root, source)))
    hash.update(`${file}\0`).update(readFileSync(root + file))
  return hash.digest('hex').slice(0, 16)
}

/** Pictures that are missing, too large, of another size than declared, or older than their sources. */
export function pictureFaults(root: string, pictures: ReadonlyArray<PictureFile>): ReadonlyArray<string> {
  return pictures.flatMap((picture) => {
    const { file, width, height } = picture
    const again = 'run npm run docs:pictures, and look at it'
    if (!existsSync(root + file)) return [`${file} is missing: ${again}`]
    const png = readFileSync(root + file)
    const found = readPng(png)
    const faults: string[] = []
    if (png.length > maxSize) faults.push(`${file} has ${png.length} bytes: at most ${maxSize}`)
    if (found.width !== width || found.height !== height) {
      faults.push(`${file} is ${found.width} x ${found.height}, not ${width} x ${height}: ${again}`)
    }
    if (found.hash !== hashOf(root, picture)) faults.push(`${file} is older than what it shows: ${again}`)
    return faults
  })
}
