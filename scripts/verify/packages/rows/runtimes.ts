/** Runtimes: each sends a message to an echo server. */
import { execute } from '../execute.ts'
import { expectOutput, type Row, rowFolder } from '../row.ts'
import { plainEntryPoints, type Site } from '../site.ts'

type Transport = 'ws' | 'WebSocket'

const program = ({ host }: Site): string =>
  `import { echo } from '../echo.js'\nconsole.log(await echo('ws://${host}/'))\nprocess.exit()\n`

function runtime(
  name: string,
  binary: string,
  parameters: readonly string[],
  transport: Transport,
  write: (site: Site) => Readonly<Record<string, string>> = (site) => ({ 'main.js': program(site) }),
): Row {
  return {
    name,
    tool: binary,
    run: async (site) => {
      const cwd = rowFolder(site, name, write(site))
      // Neither looks for updates, nor writes outside of the site.
      const env = { DENO_NO_UPDATE_CHECK: '1', DENO_DIR: `${site.folder}.deno`, DO_NOT_TRACK: '1' }
      const output = await execute(`${site.tools}node_modules/${binary}`, [...parameters, 'main.js'], { cwd, env })
      expectOutput(output, `hello over ${transport}, development`)
    },
  }
}

const lines = [20, 22, 24, 26]
const nodeOf = (line: number): string => `node-${line}/bin/node`

/** `pulsewire/server` at the other end. */
const accepting = (): Readonly<Record<string, string>> => ({
  'main.js': `import { acceptAndEcho } from '../accept.js'
import { echo } from '../echo.js'
const { url, subscription } = await acceptAndEcho()
console.log(await echo(url))
subscription.unsubscribe() // then nothing keeps the process alive
`,
})

/**
 * `require` of every entry point that needs no framework, in a CommonJS module: the package is ESM, which Node.js can
 * require from 20.19 and 22.12 on. `echo.js` is ESM too, and required by its path.
 */
const commonJs = ({ host }: Site): Readonly<Record<string, string>> => ({
  'package.json': '{ "type": "commonjs" }',
  'main.js': `const entries = ${JSON.stringify(plainEntryPoints())}
for (const entry of entries) if (Object.keys(require(entry)).length === 0) throw new Error(entry + ' is empty')
require('../echo.js').echo('ws://${host}/').then(console.log)
`,
})

export const runtimes: readonly Row[] = [
  ...lines.map((line) => runtime(`node ${line}`, nodeOf(line), [], 'ws')),
  ...lines.map((line) => runtime(`node ${line}, require`, nodeOf(line), [], 'ws', commonJs)),
  ...lines.map((line) => runtime(`node ${line}, server`, nodeOf(line), [], 'ws', accepting)),
  ...['browser', 'react-native', 'edge-light', 'workerd'].map((condition) =>
    runtime(`node 24 -C ${condition}`, nodeOf(24), ['-C', condition], 'WebSocket'),
  ),
  runtime('bun', '@oven/bun-linux-x64-baseline/bin/bun', ['run', '--no-install'], 'WebSocket'),
  runtime(
    'deno',
    '@deno/linux-x64-glibc/deno',
    ['run', '--no-remote', '--node-modules-dir=manual', '--allow-net', '--allow-read', '--allow-env'],
    'WebSocket',
  ),
]
