/** Runtimes: each sends a message to an echo server. */
import { execute } from '../execute.ts'
import { expectOutput, type Row, rowFolder } from '../row.ts'
import type { Site } from '../site.ts'

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
    program: binary,
    run: async (site) => {
      const cwd = rowFolder(site, name, write(site))
      // Neither looks for updates, nor writes outside of the site.
      const env = { DENO_NO_UPDATE_CHECK: '1', DENO_DIR: `${site.folder}.deno`, DO_NOT_TRACK: '1' }
      const output = await execute(`${site.tools}node_modules/${binary}`, [...parameters, 'main.js'], { cwd, env })
      expectOutput(output, `hello over ${transport}`)
    },
  }
}

const lines = [20, 22, 24, 26]
const nodeOf = (line: number): string => `node-${line}/bin/node`

/** `require` of this package, which is ESM: Node can, from 20.19 and 22.12 on. */
const commonJs = ({ host }: Site): Readonly<Record<string, string>> => ({
  'package.json': '{ "type": "commonjs" }',
  'main.js': `const { clientStart$, defineConnection, platformTransport, receive$, send } = require('pulsewire')
const { firstValueFrom, ignoreElements, merge, of } = require('rxjs')
const chat = defineConnection({ url: 'ws://${host}/', retry: false })
const sent$ = of('hello').pipe(send(chat), ignoreElements())
firstValueFrom(merge(clientStart$(chat).pipe(receive$()), sent$)).then((message) => {
  console.log(message, 'over', 'toBytes' in platformTransport ? 'ws' : 'WebSocket')
})
`,
})

export const runtimes: readonly Row[] = [
  ...lines.map((line) => runtime(`node ${line}`, nodeOf(line), [], 'ws')),
  ...lines.map((line) => runtime(`node ${line}, require`, nodeOf(line), [], 'ws', commonJs)),
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
