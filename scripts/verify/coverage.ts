/**
 * Line coverage of lib/ under the specs. Everything is compiled first, into a copy of the package in temp/coverage/,
 * because figures of code that was transpiled while loading are wrong; source maps lead back to lib/*.ts. The programs
 * that specs start are transpiled all the same, which makes the figures a little too low.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'

import { root } from './entry-points.ts'

const folder = `${root}temp/coverage/`
const threshold = '95'

function run(cwd: string, program: string, ...parameters: readonly string[]): void {
  const { status } = spawnSync(`${root}node_modules/.bin/${program}`, parameters, { cwd, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

/** The sources' package.json, with the entry points where the copy has them. */
function manifest(): string {
  return readFileSync(`${root}package.json`, 'utf8')
    .replaceAll('./dist/', './lib/')
    .replaceAll(/"(\.\/lib\/[^"]+[^d])\.ts"/g, '"$1.js"')
}

/**
 * A module that loads every module of lib/, so that one which no spec touches counts too. Programs that specs start are
 * TypeScript, and they alone get the loader: of compiled code it would hide the source maps.
 */
function loadEverything(): string {
  const modules = readdirSync(`${folder}lib`, { recursive: true, encoding: 'utf8' })
  const imports = modules.filter((path) => path.endsWith('.js')).map((path) => `import './lib/${path}'\n`)
  return `${imports.join('')}process.env.NODE_OPTIONS = '--import=tsx'\n`
}

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
writeFileSync(
  `${folder}tsconfig.json`,
  JSON.stringify({
    extends: '../../tsconfig.json',
    compilerOptions: {
      noEmit: false,
      declaration: false,
      isolatedDeclarations: false,
      sourceMap: true,
      rootDir: '../..',
      outDir: '.',
    },
    include: ['../../lib', '../../spec'],
  }),
)
run(folder, 'tsc', '-p', '.')
writeFileSync(`${folder}package.json`, manifest())
writeFileSync(`${folder}everything.js`, loadEverything())

// Specs also read fixtures, programs that they start, and other files of the package.
cpSync(`${root}spec`, `${folder}spec`, { recursive: true })
for (const name of readdirSync(root)) {
  if (!existsSync(folder + name) && !['.git', 'temp', 'coverage', 'dist'].includes(name))
    symlinkSync(root + name, folder + name)
}

run(
  root,
  'c8',
  ...['--reporter', 'text', '--reporter', 'html', '--reports-dir', 'coverage', '--temp-directory', `${folder}v8`],
  ...['--exclude-after-remap', '--include', 'lib/**'],
  ...['--check-coverage', '--lines', threshold, '--functions', '0', '--branches', '0', '--statements', '0'],
  `${root}node_modules/.bin/mocha`,
  ...['--no-config', '--check-leaks', '--global', '__VUE*', '--reporter', 'dot', '--enable-source-maps'],
  ...['--timeout', '30000', '--file', `${folder}everything.js`, `${folder}spec/**/*.spec.js`],
)
