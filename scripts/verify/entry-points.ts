import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface EntryPoint {
  /** The import specifier: `pulsewire`, `pulsewire/testing`. */
  readonly specifier: string
  /** Its declarations, relative to the root. */
  readonly types: string
}

export const root: string = fileURLToPath(new URL('../..', import.meta.url))

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>
}

/** The code entry points that package.json exports, in its order. */
export function entryPoints(): readonly EntryPoint[] {
  const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as Manifest
  return Object.entries(manifest.exports).flatMap(([subpath, target]) =>
    typeof target === 'string' ? [] : [{ specifier: manifest.name + subpath.slice(1), types: target.types }],
  )
}
