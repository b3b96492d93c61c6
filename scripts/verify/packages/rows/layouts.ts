/** The contents of the tarball, and its installed layouts. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { root } from '../../entry-points.ts'
import { execute } from '../execute.ts'
import { expectOutput, type Row } from '../row.ts'
import { fixtures } from '../site.ts'
import { compilerOptions } from './compilers.ts'

/** Links of a page to files beside it. */
function* linksOf(page: string): Iterable<string> {
  for (const [, target] of readFileSync(page, 'utf8').matchAll(/\]\(([^)#\s:]+)(?:#[^)]*)?\)/g)) {
    if (target !== undefined) yield target
  }
}

export const layouts: readonly Row[] = [
  {
    name: 'links of the pages',
    run: ({ folder }) => {
      const installed = `${folder}node_modules/pulsewire/`
      const pages = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'))
      const missing = pages.flatMap((page) =>
        [...linksOf(installed + page)]
          .filter((target) => !existsSync(join(installed, dirname(page), target)))
          .map((target) => `${page}: ${target} is not in the package`),
      )
      if (pages.length < 2) missing.push('the package has no pages')
      return missing.length === 0 ? Promise.resolve() : Promise.reject(new Error(missing.join('\n')))
    },
  },
  {
    // Only direct dependencies are at the top: a type that names fp-ts or ws has no name here (TS2742).
    name: 'pnpm',
    run: async ({ folder, tarball, tools, host }) => {
      const cwd = `${folder}pnpm/`
      mkdirSync(cwd)
      const dependencies = { pulsewire: `file:${tarball}`, rxjs: '7.8.2', 'io-ts': '2.2.22' }
      const files = {
        'package.json': JSON.stringify({ private: true, type: 'module', dependencies }),
        'tsconfig.json': JSON.stringify({
          compilerOptions: { ...compilerOptions, module: 'nodenext' },
          files: ['consumer.ts'],
        }),
        'consumer.ts': readFileSync(`${fixtures}consumer.ts`, 'utf8'),
        'echo.js': readFileSync(`${fixtures}echo.js`, 'utf8'),
        'main.js': `import { echo } from './echo.js'\nconsole.log(await echo('ws://${host}/'))\nprocess.exit()\n`,
      }
      for (const [name, content] of Object.entries(files)) writeFileSync(cwd + name, content)
      const pnpm = `${tools}node_modules/pnpm/bin/pnpm.cjs`
      // Peers that are optional frameworks stay out, as they do for users.
      const parameters = [
        'install',
        '--no-frozen-lockfile',
        '--ignore-scripts',
        '--prefer-offline',
        '--store-dir',
        `${tools}.pnpm-store`,
      ]
      await execute('node', [pnpm, ...parameters, '--config.auto-install-peers=false'], { cwd })
      await execute('node', [`${root}node_modules/typescript/bin/tsc`, '-p', '.'], { cwd })
      expectOutput(await execute('node', ['main.js'], { cwd }), 'hello over ws')
    },
  },
]
