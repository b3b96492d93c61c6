/** TypeScript: a program that uses every entry point without a framework, with the declarations of its own. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

import { root } from '../../entry-points.ts'
import { execute } from '../execute.ts'
import { type Row, rowFolder } from '../row.ts'
import { fixtures, plainEntryPoints, type Site } from '../site.ts'

const consumer = readFileSync(`${fixtures}consumer.ts`, 'utf8')

export const compilerOptions = {
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  declaration: true,
  // TypeScript's own lib.*.d.ts are not checked, which takes most of the time; those of packages are.
  skipDefaultLibCheck: true,
  outDir: 'out',
}

interface Kind {
  readonly module: string
  readonly moduleResolution: string
  /** The project's `type`. `nodenext` lets CommonJS import an ES module since TypeScript 5.8. */
  readonly type?: 'commonjs'
}

const esm: Readonly<Record<string, Kind>> = {
  node16: { module: 'node16', moduleResolution: 'node16' },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
}

const all = { ...esm, commonjs: { module: 'nodenext', moduleResolution: 'nodenext', type: 'commonjs' } } as const

interface Compiler {
  readonly version: string
  readonly kinds: Readonly<Record<string, Kind>>
  readonly path: (site: Site) => string
}

const ofTools = (version: string): Compiler['path'] => {
  return ({ tools }) => `${tools}node_modules/typescript-${version}/bin/tsc`
}

const compilers: readonly Compiler[] = [
  { version: '5.5', kinds: esm, path: ofTools('5.5') },
  { version: '5.9', kinds: all, path: ofTools('5.9') },
  { version: '6.0', kinds: all, path: () => `${root}node_modules/typescript/bin/tsc` },
  { version: '7.0', kinds: all, path: ofTools('7.0') },
]

/** Writes a project for each kind. */
function writeProjects(folder: string, kinds: Compiler['kinds']): void {
  for (const [name, { module, moduleResolution, type = 'module' }] of Object.entries(kinds)) {
    const options = { ...compilerOptions, rootDir: '.', module, moduleResolution }
    const files = {
      'package.json': JSON.stringify({ private: true, type }),
      'tsconfig.json': JSON.stringify({ compilerOptions: options, files: ['consumer.ts'] }),
      'consumer.ts': consumer,
    }
    mkdirSync(`${folder}${name}`, { recursive: true })
    for (const [file, content] of Object.entries(files)) writeFileSync(`${folder}${name}/${file}`, content)
  }
}

export const compilerRows: readonly Row[] = compilers.map(({ version, kinds, path }): Row => {
  const name = `tsc ${version}`
  return {
    name: `${name}: ${Object.keys(kinds).join(', ')}`,
    run: async (site) => {
      const missing = plainEntryPoints().filter((entry) => !consumer.includes(`from '${entry}'`))
      if (missing.length > 0) throw new Error(`fixtures/consumer.ts does not use ${missing.join(', ')}`)
      const cwd = rowFolder(site, name, {})
      writeProjects(cwd, kinds)
      // One process builds all projects: it parses the declarations once.
      await execute('node', [path(site), '--build', ...Object.keys(kinds)], { cwd })
    },
  }
})
