/**
 * The floors: a file imports its own floor and the floors below it. eslint.config.js checks what needs no import:
 * globals, clocks and randomness. spec/verify/floors.spec.ts plants forbidden imports for each rule.
 */

/** Adapters of lib/transport/: one folder each. */
const adapter = '^lib/transport/[^/]+/'

const data = 'lib/(model|codecs|machine)/'
const transport = `${data}|lib/transport/`
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
    floor('0-data', '(model|codecs|machine)/', data),
    floor('1-transport', 'transport/', transport),
    floor('2-connection', 'connection/', connection),
    floor('3-operators', 'operators/', operators),
    floor('4-bridges', 'bridges/', `${operators}|lib/bridges/`),
    floor('4-testing', 'testing/', `${operators}|lib/testing/`),
    floor('4-inspect', 'inspect/', `${operators}|lib/inspect/`),
    floor('4-patterns', 'patterns/', `${operators}|lib/patterns/`),
    floor('4-websocket', 'websocket/', `${operators}|lib/websocket/`),
    floor('4-rxjs-web-socket', 'rxjs-web-socket/', `${operators}|lib/websocket/|lib/rxjs-web-socket/`),
    floor('4-server', 'server/', `${operators}|lib/server/`),
    floor('4-opentelemetry', 'opentelemetry/', `${operators}|lib/inspect/|lib/opentelemetry/`),
    floor('5-panel', 'panel/', `${operators}|lib/(inspect|panel)/`),
    floor('5-command', 'command/', `lib/`),
    floor('door', '[^/]+\\.ts$', `${operators}|lib/(websocket|rxjs-web-socket|server)/|lib/[^/]+\\.ts$`),
    {
      name: 'panel-timeline-without-a-page',
      comment: 'The timeline of the panel draws nothing and needs no DOM: its specs run in Node.',
      severity: 'error',
      from: { path: '^lib/panel/timeline/' },
      to: { path: '^lib/panel/', pathNot: '^lib/panel/timeline/' },
    },
    {
      name: 'accepting-behind-its-door',
      comment: 'Accepting connections over a network needs Node: no entry point for browsers leads there.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(server\\.ts$|transport/node/accepting/)' },
      to: { path: '^lib/(server\\.ts$|transport/node/accepting/)' },
    },
    {
      name: 'acceptance-behind-its-doors',
      comment: 'The rules of accepting are for the two doors that accept: no program that only dials carries them.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/((server|port)\\.ts$|server/)' },
      to: { path: '^lib/server/' },
    },
    {
      name: 'floor-0-is-pure',
      comment: 'Floor 0 imports fp-ts and io-ts and nothing else: no rxjs, no ws, no Node built-ins.',
      severity: 'error',
      from: { path: `^${data}` },
      to: { pathNot: '^(lib/|node_modules/(fp-ts|io-ts)/)' },
    },
    {
      name: 'fp-ts-gives-types-alone',
      comment: 'No import form of its values works on every platform (decision 15): lib/model/either.ts makes them.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^node_modules/fp-ts/', dependencyTypesNot: ['type-only'] },
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
      comment: 'An adapter imports no other adapter.',
      severity: 'error',
      from: { path: '^lib/transport/([^/]+)/' },
      to: { path: adapter, pathNot: '^lib/transport/$1/' },
    },
    {
      name: 'no-adapter-above-the-port',
      comment: 'Only a door (lib/*.ts) picks an adapter. Every other file knows the port alone.',
      severity: 'error',
      from: { path: '^lib/.+/', pathNot: adapter },
      to: { path: adapter },
    },
    {
      name: 'bridges-stand-alone',
      comment:
        'A bridge is a subpath export of its own. It imports no other bridge, only the store and bridges/shared/.',
      severity: 'error',
      from: { path: '^lib/bridges/([^/.]+)' },
      to: { path: '^lib/bridges/', pathNot: '^lib/bridges/($1(?=[/.])|store\\.ts$|shared/)' },
    },
    {
      name: 'patterns-stand-alone',
      comment: 'A pattern is a subpath export of its own. It imports no other pattern, only patterns/shared/.',
      severity: 'error',
      from: { path: '^lib/patterns/([^/.]+)/' },
      to: { path: '^lib/patterns/', pathNot: '^lib/patterns/($1|shared)/' },
    },
    {
      name: 'node-only-in-its-adapter-and-bridges',
      comment: 'Every other file runs in a browser too.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(server\\.ts$|(transport/node|bridges|command)/)' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'ws-only-in-its-adapter',
      comment: 'Bundles for browsers must not contain ws.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(transport/node|command)/' },
      to: { path: '^node_modules/(@types/)?ws/' },
    },
    {
      name: 'few-dependencies',
      comment: 'A bridge may import the library it bridges to.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(bridges|opentelemetry)/' },
      to: { path: '^node_modules/', pathNot: '^node_modules/(rxjs|(@types/)?ws|fp-ts|io-ts)/' },
    },
    {
      name: 'opentelemetry-needs-its-api-alone',
      comment: 'The SDK is the choice of the application.',
      severity: 'error',
      from: { path: '^lib/opentelemetry/' },
      to: { path: '^node_modules/', pathNot: '^node_modules/(rxjs|@opentelemetry/api)/' },
    },
    {
      name: 'no-circular',
      comment: 'Imports of types may be circular, imports of values may not.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
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
