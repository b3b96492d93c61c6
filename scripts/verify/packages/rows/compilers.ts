/** TypeScript: a program that uses every entry point without a framework, with the declarations of its own. */
import { readFileSync } from 'node:fs'

import { root } from '../../entry-points.ts'
import { execute } from '../execute.ts'
import { type Row, rowFolder } from '../row.ts'
import { fixtures, type Site } from '../site.ts'

const consumer = readFileSync(`${fixtures}consumer.ts`, 'utf8')

export const compilerOptions = {
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  declaration: true,
  skipLibCheck: false,
  outDir: 'out',
}

const modules = [
  { module: 'node16', moduleResolution: 'node16' },
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
]

const compilers: ReadonlyArray<readonly [version: string, path: (site: Site) => string]> = [
  ...['5.5', '5.9', '7.0'].map(
    (version) => [version, ({ tools }: Site): string => `${tools}node_modules/typescript-${version}/bin/tsc`] as const,
  ),
  ['6.0', (): string => `${root}node_modules/typescript/bin/tsc`],
]

export const compilerRows: readonly Row[] = compilers.flatMap(([version, path]) =>
  modules.map(({ module, moduleResolution }): Row => {
    const name = `tsc ${version}, ${moduleResolution}`
    return {
      name,
      run: async (site) => {
        const options = { ...compilerOptions, module, moduleResolution }
        const cwd = rowFolder(site, name, {
          'consumer.ts': consumer,
          'tsconfig.json': JSON.stringify({ compilerOptions: options, files: ['consumer.ts'] }),
        })
        await execute('node', [path(site), '-p', '.'], { cwd })
      },
    }
  }),
)
