import { mkdtempSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'

import { build } from 'esbuild'

/** A program as one file of JavaScript. */
export interface BundledProgram {
  readonly file: string
  remove(): Promise<void>
}

/**
 * Compiles a program of this repository, with the sources of the package. It then starts in a quarter of the time that
 * it takes with the TypeScript loader.
 *
 * @param entry - path from the root of the repository
 */
export async function bundleProgram(entry: string): Promise<BundledProgram> {
  // Inside the repository, where Node finds the installed packages.
  await mkdir('temp', { recursive: true })
  const folder = mkdtempSync(resolve('temp', 'program-'))
  await build({
    entryPoints: [entry],
    bundle: true,
    splitting: true,
    external: ['fp-ts', 'io-ts', 'rxjs', 'ws'],
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['pulsewire:source'],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
  })
  return {
    file: join(folder, basename(entry).replace(/\.ts$/, '.mjs')),
    remove: () => rm(folder, { recursive: true }),
  }
}
