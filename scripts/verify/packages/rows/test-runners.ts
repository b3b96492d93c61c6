/** Test runners: each runs one test, which sends a message to an echo server. */
import { execute } from '../execute.ts'
import { type Row, rowFolder } from '../row.ts'
import type { Site } from '../site.ts'

const test = ({ host }: Site, transport: string, head: string): string => `${head}
test('a message comes back', async () => {
  expect(await echo('ws://${host}/')).toBe('hello over ${transport}, development')
}, 60_000)
`

const json = (value: unknown): string => JSON.stringify(value, undefined, 2)

/** The tool's own module, since the site has no tools. */
const tool = ({ tools }: Site, path: string): string => `${tools}node_modules/${path}`

const jest = (site: Site, cwd: string, nodeOptions: string): Promise<string> =>
  execute(
    'node',
    [tool(site, 'jest/bin/jest.js'), '--config', 'jest.json', '--no-cache', '--runInBand', '--forceExit'],
    {
      cwd,
      env: { NODE_OPTIONS: nodeOptions },
    },
  )

const esm = "import { echo } from '../echo.js'"

export const testRunners: readonly Row[] = [
  {
    name: 'jest, ESM',
    tool: 'jest',
    run: async (site) => {
      const files = { 'jest.json': json({ transform: {} }), 'echo.test.js': test(site, 'ws', esm) }
      await jest(site, rowFolder(site, 'jest, ESM', files), '--experimental-vm-modules')
    },
  },
  {
    name: 'jest, ESM, jsdom',
    tool: 'jest',
    run: async (site) => {
      const config = {
        transform: {},
        testEnvironment: tool(site, 'jest-environment-jsdom'),
        // jest-environment-jsdom has `browser` alone, for which rxjs 7 has no module that Jest can load.
        testEnvironmentOptions: { customExportConditions: ['browser', 'node'] },
      }
      const files = { 'jest.json': json(config), 'echo.test.js': test(site, 'WebSocket', esm) }
      await jest(site, rowFolder(site, 'jest, ESM, jsdom', files), '--experimental-vm-modules')
    },
  },
  {
    name: 'jest, CommonJS',
    tool: 'jest',
    run: async (site) => {
      // Jest's own `require` loads no ES modules: babel turns this package into CommonJS.
      const babel = [
        tool(site, 'babel-jest'),
        { plugins: [tool(site, '@babel/plugin-transform-modules-commonjs')], babelrc: false, configFile: false },
      ]
      const config = {
        transform: { [String.raw`\.js$`]: babel },
        transformIgnorePatterns: ['/node_modules/(?!pulsewire/)'],
      }
      const files = {
        'package.json': '{ "type": "commonjs" }',
        'jest.json': json(config),
        'echo.test.js': test(site, 'ws', "const { echo } = require('../echo.js')"),
      }
      await jest(site, rowFolder(site, 'jest, CommonJS', files), '')
    },
  },
  {
    name: 'vitest',
    tool: 'vitest',
    run: async (site) => {
      const head = `import { expect, test } from 'vitest'\n${esm}`
      const cwd = rowFolder(site, 'vitest', { 'echo.test.js': test(site, 'ws', head) })
      await execute('node', [tool(site, 'vitest/vitest.mjs'), 'run', '--root', cwd], { cwd })
    },
  },
]
