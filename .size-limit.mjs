/** As a bundler for production builds of a page: with the condition `production` (decision 19). */
const modifyEsbuildConfig = (config) => ({
  ...config,
  conditions: ['production', 'browser'],
  define: { 'process.env.NODE_ENV': '"production"' },
})

const core =
  '{ defineConnection, clientStart$, clientStop$, clientRestart$, send, sent, start$, stop$, receive$, error$, state$ }'

const shared = ['connection', 'operators', 'machine', 'model', 'codecs']

/** What an entry point adds to a program that has the core already. */
const beyond = (name, path, limit, ...libraries) => ({
  name: `${name}, beyond the core`,
  path: `dist/${path}.js`,
  ignore: [
    'rxjs',
    '#checks',
    '#platform',
    ...libraries,
    ...shared.flatMap((folder) => [`./${folder}/*`, `../${folder}/*`, `../../${folder}/*`, `../../../${folder}/*`]),
  ],
  limit,
})

/**
 * The core and more of an entry point, in one bundle. `beyond` counts also the lines that import the core, and compresses
 * its part alone: here the difference to the core itself is what a page pays.
 */
const withCore = (name, more, limit) => ({
  name: `core with ${name}, in a browser, without rxjs`,
  path: ['dist/index.js', ...Object.keys(more)],
  import: { 'dist/index.js': core, ...more },
  ignore: ['rxjs'],
  limit,
})

/**
 * The panel beyond the core and inspect, as an ES module: around a script that imports external modules, esbuild puts 280 B
 * that no page has.
 */
const panel = (name, limit, names) => ({
  ...beyond(name, 'panel/index', limit, '../inspect/*', '../../inspect/*'),
  name: `${name}, beyond the core and inspect`,
  import: names,
  modifyEsbuildConfig: (config) => ({ ...modifyEsbuildConfig(config), format: 'esm' }),
})

/** The parts of Node's adapter that dialing needs as well, as lib/transport/node/accepting/ imports them. */
const nodeAdapter = ['../../closed-socket.js', '../owned-web-socket.js', '../ws-options.js', '../ws-socket.js']

const bridge = (name, limit, ...libraries) => beyond(name, `bridges/${name}`, limit, ...libraries)

export default [
  { name: 'core, in a browser, without rxjs', path: 'dist/index.js', import: core, ignore: ['rxjs'], limit: '16 kB' },
  { name: 'testing, without rxjs', path: 'dist/testing/index.js', ignore: ['rxjs'], limit: '6.6 kB' },
  bridge('iterable', '900 B'),
  bridge('observable', '350 B'),
  bridge('react', '1.1 kB', 'react'),
  bridge('signals', '550 B'),
  bridge('store', '700 B'),
  bridge('streams', '1.35 kB'),
  bridge('svelte', '800 B', 'svelte'),
  bridge('vue', '1.05 kB', 'vue'),
  // io-ts is in it, which checks recordings.
  beyond('inspect', 'inspect/index', '16.05 kB'),
  { ...beyond('inspect$ alone', 'inspect/index', '1.3 kB'), import: '{ inspect$ }' },
  { ...beyond('log alone', 'inspect/index', '2.25 kB'), import: '{ log }' },
  beyond('opentelemetry', 'opentelemetry/index', '3.6 kB', '@opentelemetry/api'),
  panel('panel', '13.5 kB', '*'),
  // The lines that import it for its element alone leave `devtoolsTracks` out.
  panel("panel's element alone", '12.9 kB', '{ PulsewirePanel }'),
  {
    ...withCore('panel', { 'dist/panel/index.js': '*' }, '31.2 kB'),
    // The writer of tests is loaded with its first use.
    ignore: ['rxjs', '../inspect/replay/to-test.js'],
  },
  beyond('request', 'patterns/request/request', '2.5 kB'),
  beyond('topics', 'patterns/topics/topics', '2.55 kB'),
  beyond('session', 'patterns/session/session', '7.05 kB'),
  { ...beyond('session and deliver alone', 'patterns/session/session', '5.6 kB'), import: '{ session, deliver }' },
  beyond('session/jetstream', 'patterns/session/jetstream/jetstream-store', '2 kB'),
  beyond('server', 'server', '5.95 kB', 'ws', 'node:*', './node.js', ...nodeAdapter),
  beyond('port', 'port', '7.05 kB'),
  { ...beyond('portTransport alone', 'port', '2.85 kB'), import: '{ portTransport }' },
  beyond('websocket', 'websocket', '4.35 kB', './connect.js', './transport/*', '../transport/*'),
  {
    ...beyond('webSocketClass alone', 'websocket', '3.5 kB', './connect.js', './transport/*', '../transport/*'),
    import: '{ webSocketClass }',
  },
  {
    ...beyond(
      'rxjs-web-socket',
      'rxjs-web-socket',
      '1.8 kB',
      './connect.js',
      './transport/*',
      '../transport/*',
      './websocket.js',
      '../websocket/*',
    ),
    name: 'rxjs-web-socket, beyond the core and websocket',
  },
  withCore('webSocketClass', { 'dist/websocket.js': '{ webSocketClass }' }, '18.9 kB'),
  withCore('ReconnectingWebSocket', { 'dist/websocket.js': '{ ReconnectingWebSocket }' }, '18.9 kB'),
  withCore('websocket', { 'dist/websocket.js': '*' }, '19.4 kB'),
].map((entry) => ({ modifyEsbuildConfig, ...entry }))
