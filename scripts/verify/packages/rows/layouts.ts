/** The contents of the tarball, and its installed layouts. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { root } from '../../entry-points.ts'
import { execute } from '../execute.ts'
import { expectOutput, type Row } from '../row.ts'
import { fixtures } from '../site.ts'
import { compilerOptions } from './compilers.ts'

/** A page without its code. */
const prose = (page: string): string => readFileSync(page, 'utf8').replaceAll(/^( *)(`{3,})[^]*?^\1\2$/gm, '')

/** The anchors that GitHub, npm and editors give the headings of a page. */
function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of prose(page).matchAll(/^#+ (.*)$/gm)) {
    const slug = heading
      .trim()
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
      .replaceAll(' ', '-')
    let anchor = slug
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`
    anchors.add(anchor)
  }
  return anchors
}

/** Links of a page to files of the package and to headings: one line for each that leads nowhere. */
function* brokenLinks(folder: string, page: string): Iterable<string> {
  const text = prose(folder + page).replaceAll(/(?<!`)(`{1,2})(?!`).*?(?<!`)\1(?!`)/g, '')
  for (const [, target = '', anchor] of text.matchAll(/\]\(([^)#\s:]*)(?:#([^)]*))?\)/g)) {
    const file = target === '' ? folder + page : join(folder, dirname(page), target)
    if (!existsSync(file)) yield `${page}: ${target} is not in the package`
    else if (anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).has(anchor)) {
      yield `${page}: ${target}#${anchor} is no heading`
    }
  }
}

export const layouts: readonly Row[] = [
  {
    name: 'links of the pages',
    run: ({ folder }) => {
      const installed = `${folder}node_modules/pulsewire/`
      const pages = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'))
      const broken = pages.flatMap((page) => [...brokenLinks(installed, page)])
      if (pages.length < 2) broken.push('the package has no pages')
      return broken.length === 0 ? Promise.resolve() : Promise.reject(new Error(broken.join('\n')))
    },
  },
  {
    // Only direct dependencies are at the top: a type that names fp-ts or ws has no name here (TS2742).
    name: 'pnpm',
    tool: 'pnpm',
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
      expectOutput(await execute('node', ['main.js'], { cwd }), 'hello over ws, development')
    },
  },
]
