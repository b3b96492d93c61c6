/**
 * TypeScript: programs that use every entry point without a framework, with the declarations of their own. `server.ts` needs
 * the types of Node.js, which no other entry point needs.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

import { root } from '../../entry-points.ts'
import { execute } from '../execute.ts'
import { type Row, rowFolder } from '../row.ts'
import { fixtures, plainEntryPoints } from '../site.ts'

const programs = ['consumer.ts', 'server.ts'].map((name) => [name, readFileSync(fixtures + name, 'utf8')] as const)

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
  /** Whether `server.ts` is compiled too. */
  readonly hasNode?: true
}

const esm: Readonly<Record<string, Kind>> = {
  node16: { module: 'node16', moduleResolution: 'node16' },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext', hasNode: true },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
}

const all = { ...esm, commonjs: { module: 'nodenext', moduleResolution: 'nodenext', type: 'commonjs' } } as const

interface Compiler {
  readonly version: string
  readonly kinds: Readonly<Record<string, Kind>>
  /** The package of the tools. Absent: this repository's own compiler. */
  readonly tool?: string
}

const compilers: readonly Compiler[] = [
  { version: '5.5', kinds: esm, tool: 'typescript-5.5' },
  { version: '5.9', kinds: all, tool: 'typescript-5.9' },
  { version: '6.0', kinds: all },
  { version: '7.0', kinds: all, tool: 'typescript-7.0' },
]

/** Writes a project for each kind. */
function writeProjects(folder: string, kinds: Compiler['kinds']): void {
  for (const [name, { module, moduleResolution, type = 'module', hasNode }] of Object.entries(kinds)) {
    const types = hasNode ? ['node'] : []
    const options = { ...compilerOptions, types, rootDir: '.', module, moduleResolution }
    const compiled = programs.filter(([file]) => hasNode || file !== 'server.ts')
    const files = [
      ['package.json', JSON.stringify({ private: true, type })],
      ['tsconfig.json', JSON.stringify({ compilerOptions: options, files: compiled.map(([file]) => file) })],
      ...compiled,
    ] as const
    mkdirSync(`${folder}${name}`, { recursive: true })
    for (const [file, content] of files) writeFileSync(`${folder}${name}/${file}`, content)
  }
}

export const compilerRows: readonly Row[] = compilers.map(({ version, kinds, tool }): Row => {
  const name = `tsc ${version}`
  return {
    name: `${name}: ${Object.keys(kinds).join(', ')}`,
    ...(tool === undefined ? {} : { tool }),
    run: async (site) => {
      const missing = plainEntryPoints().filter(
        (entry) => !programs.some(([, text]) => text.includes(`from '${entry}'`)),
      )
      if (missing.length > 0) throw new Error(`no program of fixtures/ uses ${missing.join(', ')}`)
      const cwd = rowFolder(site, name, {})
      writeProjects(cwd, kinds)
      // One process builds all projects: it parses the declarations once.
      const modules = tool === undefined ? `${root}node_modules/typescript` : `${site.tools}node_modules/${tool}`
      await execute('node', [`${modules}/bin/tsc`, '--build', ...Object.keys(kinds)], { cwd })
    },
  }
})
