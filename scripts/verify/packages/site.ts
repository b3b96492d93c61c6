/**
 * A user's project in a temporary folder, outside of this repository, so that nothing of ours is found on the way up:
 * the packed package, and beside it only its dependencies and peers.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'

import { entryPoints, root } from '../entry-points.ts'
import { execute } from './execute.ts'

export interface Site {
  /** The project: package.json, node_modules/, and a folder for each row. Ends with `/`. */
  readonly folder: string
  readonly tarball: string
  /** The folder that has the tools in its node_modules/. Ends with `/`. */
  readonly tools: string
  /** The address of an echo server, which serves files over HTTP too: `127.0.0.1:8080`. */
  readonly host: string
}

export const fixtures: string = `${root}scripts/verify/packages/fixtures/`

/**
 * Packages that a user of npm has in node_modules/ after `npm install pulsewire rxjs`, and the types of Node.js, which only
 * a program that asks for them gets.
 */
const installed = ['rxjs', 'tslib', 'ws', 'fp-ts', 'io-ts', '@types/node', 'undici-types']

/** The entry points that need no optional peer. */
export const plainEntryPoints = (): readonly string[] =>
  entryPoints()
    .map(({ specifier }) => specifier)
    .filter((specifier) => !/\/(?:opentelemetry|react|svelte|vue)$/.test(specifier))

interface Manifest {
  readonly version: string
}

const versionOf = (name: string): string =>
  (JSON.parse(readFileSync(`${root}node_modules/${name}/package.json`, 'utf8')) as Manifest).version

/** Packs this package as `npm publish` does. */
async function pack(folder: string): Promise<string> {
  const output = await execute('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root })
  return `${folder}${output.split('\n').at(-1) ?? ''}`
}

/** @returns a new project; the caller removes `folder` */
export async function createSite(): Promise<Pick<Site, 'folder' | 'tarball'>> {
  const folder = `${realpathSync(mkdtempSync(`${tmpdir()}/pulsewire-packages-`))}/`
  const tarball = await pack(folder)
  mkdirSync(`${folder}node_modules/pulsewire`, { recursive: true })
  await execute('tar', ['-xzf', tarball, '--strip-components=1', '-C', `${folder}node_modules/pulsewire`], {
    cwd: folder,
  })
  for (const name of installed)
    cpSync(`${root}node_modules/${name}`, `${folder}node_modules/${name}`, { recursive: true })
  const dependencies = { pulsewire: '*', rxjs: versionOf('rxjs'), 'io-ts': versionOf('io-ts') }
  writeFileSync(`${folder}package.json`, JSON.stringify({ private: true, type: 'module', dependencies }))
  cpSync(fixtures, folder, { recursive: true })
  return { folder, tarball }
}
