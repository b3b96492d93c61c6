/** As a bundler for production builds: with the condition `production` (decision 19). */
const modifyEsbuildConfig = (config) => ({
  ...config,
  conditions: ['production'],
  define: { 'process.env.NODE_ENV': '"production"' },
})

const core =
  '{ defineConnection, clientStart$, clientStop$, clientRestart$, send, sent, start$, stop$, receive$, error$, state$ }'

const shared = ['connection', 'operators', 'machine', 'model', 'codecs']

const bridge = (name, limit, ...libraries) => ({
  name: `${name}, beyond the core`,
  path: `dist/bridges/${name}.js`,
  ignore: ['rxjs', '#checks', ...libraries, ...shared.flatMap((folder) => [`../${folder}/*`, `../../${folder}/*`])],
  limit,
})

export default [
  { name: 'core, in a browser, without rxjs', path: 'dist/index.js', import: core, ignore: ['rxjs'], limit: '14.9 kB' },
  { name: 'testing, without rxjs', path: 'dist/testing/index.js', ignore: ['rxjs'], limit: '6.3 kB' },
  bridge('iterable', '900 B'),
  bridge('observable', '350 B'),
  bridge('react', '1.1 kB', 'react'),
  bridge('signals', '550 B'),
  bridge('store', '700 B'),
  bridge('streams', '1.35 kB'),
  bridge('svelte', '800 B', 'svelte'),
  bridge('vue', '1.05 kB', 'vue'),
].map((entry) => ({ ...entry, modifyEsbuildConfig }))
