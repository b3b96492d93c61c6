import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, resolve } from 'node:path'
import { promisify } from 'node:util'

import { expect } from 'chai'

/** Specs run from the root, wherever they were compiled to. */
const root = resolve('.')

/** An import that a rule forbids: the rule, and the file that the import leads to. */
type Planted = readonly [file: string, source: string, rule: string, target: string]

const planted: ReadonlyArray<Planted> = [
  ['lib/model/a.ts', "import '../connection/target.ts'", 'floor-0-data', 'lib/connection/target.ts'],
  ['lib/machine/a.ts', "import '../operators/target.ts'", 'floor-0-data', 'lib/operators/target.ts'],
  ['lib/codecs/a.ts', "import '../target.ts'", 'floor-0-data', 'lib/target.ts'],
  ['lib/transport/a.ts', "import '../connection/target.ts'", 'floor-1-transport', 'lib/connection/target.ts'],
  [
    'lib/connection/sending/a.ts',
    "import '../../operators/target.ts'",
    'floor-2-connection',
    'lib/operators/target.ts',
  ],
  ['lib/connection/b.ts', "import '../../spec/target.ts'", 'floor-2-connection', 'spec/target.ts'],
  ['lib/operators/a.ts', "import '../bridges/target.ts'", 'floor-3-operators', 'lib/bridges/target.ts'],
  ['lib/bridges/a.ts', "import '../testing/target.ts'", 'floor-4-bridges', 'lib/testing/target.ts'],
  ['lib/testing/a.ts', "import '../bridges/target.ts'", 'floor-4-testing', 'lib/bridges/target.ts'],
  ['lib/inspect/a.ts', "import '../testing/target.ts'", 'floor-4-inspect', 'lib/testing/target.ts'],
  ['lib/patterns/a/a.ts', "import '../../testing/target.ts'", 'floor-4-patterns', 'lib/testing/target.ts'],
  ['lib/patterns/b/b.ts', "import '../a/target.ts'", 'patterns-stand-alone', 'lib/patterns/a/target.ts'],
  ['lib/websocket/a.ts', "import '../testing/target.ts'", 'floor-4-websocket', 'lib/testing/target.ts'],
  ['lib/rxjs-web-socket/a.ts', "import '../testing/target.ts'", 'floor-4-rxjs-web-socket', 'lib/testing/target.ts'],
  ['lib/server/a.ts', "import '../testing/target.ts'", 'floor-4-server', 'lib/testing/target.ts'],
  ['lib/server/b.ts', "import 'node:http'", 'node-only-in-its-adapter-and-bridges', 'http'],
  ['lib/b.ts', "import './server/target.ts'", 'acceptance-behind-its-doors', 'lib/server/target.ts'],
  [
    'lib/port.ts',
    "import './server/target.ts'\nimport './transport/node/accepting/target.ts'",
    'accepting-behind-its-door',
    'lib/transport/node/accepting/target.ts',
  ],
  [
    'lib/transport/node/d.ts',
    "import './accepting/target.ts'",
    'accepting-behind-its-door',
    'lib/transport/node/accepting/target.ts',
  ],
  ['lib/opentelemetry/a.ts', "import '../testing/target.ts'", 'floor-4-opentelemetry', 'lib/testing/target.ts'],
  ['lib/panel/a.ts', "import '../testing/target.ts'", 'floor-5-panel', 'lib/testing/target.ts'],
  ['lib/opentelemetry/b.ts', "import 'io-ts'", 'opentelemetry-needs-its-api-alone', 'node_modules/io-ts/index.js'],
  ['lib/panel/timeline/a.ts', "import '../target.ts'", 'panel-timeline-without-a-page', 'lib/panel/target.ts'],
  ['lib/command/a.ts', "import '../../spec/target.ts'", 'floor-5-command', 'spec/target.ts'],
  ['lib/a.ts', "import './testing/target.ts'", 'floor-door', 'lib/testing/target.ts'],
  ['lib/machine/b.ts', "import 'rxjs'", 'floor-0-is-pure', 'node_modules/rxjs/index.js'],
  ['lib/model/b.ts', "import type { Observable } from 'rxjs'", 'floor-0-is-pure', 'node_modules/rxjs/index.js'],
  ['lib/model/c.ts', "import { left } from 'fp-ts'", 'fp-ts-gives-types-alone', 'node_modules/fp-ts/index.js'],
  ['lib/transport/node/a.ts', "import 'rxjs'", 'transport-without-rxjs', 'node_modules/rxjs/index.js'],
  ['lib/transport/browser/a.ts', "import '../node/target.ts'", 'adapters-stand-alone', 'lib/transport/node/target.ts'],
  [
    'lib/transport/node/b.ts',
    "import '../browser/target.ts'",
    'adapters-stand-alone',
    'lib/transport/browser/target.ts',
  ],
  ['lib/transport/b.ts', "import './node/target.ts'", 'no-adapter-above-the-port', 'lib/transport/node/target.ts'],
  [
    'lib/connection/c.ts',
    "import '../transport/node/target.ts'",
    'no-adapter-above-the-port',
    'lib/transport/node/target.ts',
  ],
  ['lib/bridges/b.ts', "import './target.ts'", 'bridges-stand-alone', 'lib/bridges/target.ts'],
  ['lib/bridges/c/part.ts', "import '../target.ts'", 'bridges-stand-alone', 'lib/bridges/target.ts'],
  ['lib/connection/d.ts', "import 'node:fs'", 'node-only-in-its-adapter-and-bridges', 'fs'],
  ['lib/transport/browser/b.ts', "import 'node:net'", 'node-only-in-its-adapter-and-bridges', 'net'],
  ['lib/transport/browser/c.ts', "import 'ws'", 'ws-only-in-its-adapter', 'node_modules/ws/index.js'],
  ['lib/connection/e.ts', "import 'lodash'", 'few-dependencies', 'node_modules/lodash/index.js'],
  ['lib/connection/f.ts', "import { g } from './g.ts'\nexport const f = () => g", 'no-circular', 'lib/connection/g.ts'],
  ['lib/connection/h.ts', "import './nowhere.ts'", 'resolvable', './nowhere.ts'],
]

/** Files whose imports every rule allows. */
const allowed: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['model', 'connection', 'operators', 'bridges', 'testing', 'patterns/a', 'transport/node', 'transport/browser'].map(
      (folder) => [`lib/${folder}/target.ts`, ''],
    ),
  ),
  'lib/server.ts':
    "import 'node:http'\nimport './server/target.ts'\nimport './transport/node/accepting/target.ts'\nimport './target.ts'",
  'lib/server/target.ts': "import '../operators/target.ts'",
  'lib/transport/node/accepting/target.ts': "import 'ws'\nimport 'node:http'\nimport '../target.ts'",
  'lib/target.ts': "import './connection/target.ts'\nimport './transport/node/target.ts'",
  'spec/target.ts': '',
  'lib/bridges/store.ts': "import '../operators/target.ts'",
  'lib/command/b.ts': "import 'node:fs'\nimport 'ws'\nimport '../testing/target.ts'\nimport '../target.ts'",
  'lib/bridges/shared/target.ts': "import 'node:events'",
  'lib/bridges/d.ts': "import './store.ts'\nimport './shared/target.ts'\nimport './d/part.ts'\nimport 'lodash'",
  'lib/bridges/d/part.ts': '',
  'lib/opentelemetry/c.ts': "import 'rxjs'\nimport '@opentelemetry/api'\nimport '../inspect/target.ts'",
  'lib/inspect/target.ts': "import '../connection/target.ts'",
  'lib/panel/target.ts': "import './timeline/target.ts'",
  'lib/panel/timeline/target.ts': "import '../../model/target.ts'",
  'lib/testing/b.ts': "import '../connection/target.ts'\nimport './target.ts'",
  'lib/transport/node/c.ts': "import 'node:net'\nimport 'ws'\nimport '../../model/target.ts'",
  'lib/model/d.ts':
    "import type { Either } from 'fp-ts'\nimport * as t from 'io-ts'\nexport type D = Either<t.Any, t.Any>",
  // dependency-cruiser reports a cycle once, at lib/connection/f.ts.
  'lib/connection/g.ts': "import { f } from './f.ts'\nexport const g = () => f",
  // A cycle that one import of a type alone closes does not exist at run time.
  'lib/connection/i.ts': "import { j } from './j.ts'\nexport type I = typeof j",
  'lib/connection/j.ts': "import type { I } from './i.ts'\nexport const j = {} as I",
  'lib/connection/k.ts': "import type { L } from './l.ts'\nexport type K = L | 1",
  'lib/connection/l.ts': "import type { K } from './k.ts'\nexport type L = K | 2",
}

interface Report {
  readonly summary: {
    readonly violations: ReadonlyArray<{ readonly from: string; readonly to: string; readonly rule: { name: string } }>
  }
}

describe('the floors', () => {
  let folder = ''
  let violations: ReadonlySet<string> = new Set()

  before(async function () {
    this.timeout(60_000)
    folder = mkdtempSync(`${tmpdir()}/pulsewire-floors-`)
    const write = (path: string, content: string): void => {
      mkdirSync(dirname(`${folder}/${path}`), { recursive: true })
      writeFileSync(`${folder}/${path}`, content)
    }
    for (const [path, source] of [...Object.entries(allowed), ...planted]) write(path, `${source}\nexport {}\n`)
    write('package.json', '{ "type": "module" }')
    write('tsconfig.json', '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true } }')
    for (const name of ['rxjs', 'ws', 'fp-ts', 'io-ts', 'lodash', '@opentelemetry/api']) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
      write(`node_modules/${name}/index.js`, '')
    }
    const depcruise = `${root}/node_modules/dependency-cruiser/bin/dependency-cruise.mjs`
    const parameters = ['lib', '--config', `${root}/.dependency-cruiser.cjs`, '--output-type', 'json']
    const { stdout } = await promisify(execFile)('node', [depcruise, ...parameters], {
      cwd: folder,
      maxBuffer: 2 ** 26,
    })
    const report = JSON.parse(stdout) as Report
    violations = new Set(report.summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`))
  })

  after(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  for (const [file, , rule, target] of planted) {
    it(`refuse ${file} -> ${target} by ${rule}`, () => {
      expect([...violations]).to.include(`${rule}: ${file} -> ${target}`)
    })
  }

  it('refuse nothing else', () => {
    const files = new Set(planted.map(([file]) => file))
    const stray = [...violations].filter((violation) => !files.has(/: (\S+) -> /.exec(violation)?.[1] ?? ''))
    expect(stray).to.deep.equal([])
  })

  it('have a planted import for each rule', () => {
    const { forbidden } = createRequire(`${root}/package.json`)('./.dependency-cruiser.cjs') as {
      readonly forbidden: ReadonlyArray<{ readonly name: string }>
    }
    const proved = new Set(planted.map(([, , rule]) => rule))
    expect(forbidden.map(({ name }) => name).filter((name) => !proved.has(name))).to.deep.equal([])
  })
})
