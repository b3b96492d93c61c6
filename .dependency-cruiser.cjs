/**
 * The floors: a file imports its own floor and the floors below it. What a floor may not reach without an import
 * (globals, clocks, chance) is eslint.config.js's part.
 */

/** Adapters of lib/transport/: `x.ts`, `x-*.ts` or `x/`. The longer name first. */
const adapter = '(web-socket|ws)(?=[./-])'
const anyAdapter = `^lib/transport/${adapter}`

const machine = 'lib/machine/'
const transport = `${machine}|lib/transport/`
const connection = `${transport}|lib/connection/`
const operators = `${connection}|lib/operators/`

const floor = (name, folder, below) => ({
  name: `floor-${name}`,
  comment: `lib/${folder} imports its own floor and the floors below it.`,
  severity: 'error',
  from: { path: `^lib/${folder}` },
  to: { path: '^(lib|spec|bench|examples|scripts|dist)/', pathNot: `^(${below})` },
})

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    floor('0-machine', 'machine/', machine),
    floor('1-transport', 'transport/', transport),
    floor('2-connection', 'connection/', connection),
    floor('3-operators', 'operators/', operators),
    floor('4-bridges', 'bridges/', `${operators}|lib/bridges/`),
    floor('4-testing', 'testing/', `${operators}|lib/testing/`),
    floor('door', '[^/]+\\.ts$', `${operators}|lib/[^/]+\\.ts$`),
    {
      name: 'machine-is-pure',
      comment: 'lib/machine/ knows fp-ts and io-ts and nothing else: no rxjs, no ws, no Node built-ins.',
      severity: 'error',
      from: { path: '^lib/machine/' },
      to: { pathNot: '^(lib/|node_modules/(fp-ts|io-ts)/)' },
    },
    {
      name: 'transport-without-rxjs',
      comment: 'Messages are the hot path: the port is a listener, not an Observable.',
      severity: 'error',
      from: { path: '^lib/transport/' },
      to: { path: '^node_modules/rxjs/' },
    },
    {
      name: 'adapters-stand-alone',
      comment: 'One adapter must not import another.',
      severity: 'error',
      from: { path: anyAdapter },
      to: { path: anyAdapter, pathNot: '^lib/transport/$1(?=[./-])' },
    },
    {
      name: 'no-adapter-in-connection-or-operators',
      comment: 'The composition root picks the adapter, lib/connection/ and lib/operators/ know the port only.',
      severity: 'error',
      from: { path: '^lib/(connection|operators)/' },
      to: { path: anyAdapter },
    },
    {
      name: 'bridges-stand-alone',
      comment:
        'Each bridge is a subpath export of its own and imports no other bridge, only the contract and what they share.',
      severity: 'error',
      from: { path: '^lib/bridges/([^/.]+)' },
      to: { path: '^lib/bridges/', pathNot: '^lib/bridges/($1(?=[/.])|store\\.ts$|shared/)' },
    },
    {
      name: 'node-only-in-adapters-and-bridges',
      comment: 'All the rest runs in a browser too.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(transport|bridges)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'ws-only-in-transport',
      comment: "And there not in the browser's adapter.",
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/transport/(?!web-socket[./-])' },
      to: { path: '^node_modules/(@types/)?ws/' },
    },
    {
      name: 'few-dependencies',
      comment: 'A bridge may import the library it bridges to.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/bridges/' },
      to: { path: '^node_modules/', pathNot: '^node_modules/(rxjs|(@types/)?ws|fp-ts|io-ts)/' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: '^(node_modules|dist)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['pulsewire:source', 'import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.d.ts'],
    },
  },
}
