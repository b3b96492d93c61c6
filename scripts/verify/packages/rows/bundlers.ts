/** Bundlers, with no settings that concern this package; and no bundler. Each result runs in Chromium. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { build as esbuild } from 'esbuild'
import { build as vite } from 'vite'

import { expectOutput, type Row, rowFolder } from '../row.ts'
import { fixtures, type Site } from '../site.ts'
import { visit } from '../visit.ts'

const main = `import { echo } from '../echo.js'
globalThis.result = echo('ws://' + location.host + '/').catch(String)
`

/** Opens a page with a program, and returns the program's result. */
function visitProgram(site: Site, folder: string, head: string, script: string): Promise<string> {
  writeFileSync(`${folder}index.html`, `<!doctype html><meta charset="utf-8">${head}${script}`)
  return visit(site, `${folder.slice(site.folder.length)}index.html`, 'globalThis.result')
}

/**
 * @param checks - the module that `#checks` has to be in the bundle
 * @param bundle - writes bundle.js beside main.js
 */
function bundler(
  name: string,
  checks: 'development' | 'production',
  bundle: (site: Site, folder: string) => Promise<void>,
): Row {
  return {
    name,
    run: async (site) => {
      const folder = rowFolder(site, name, { 'main.js': main })
      await bundle(site, folder)
      const answer = await visitProgram(site, folder, '', '<script type="module" src="bundle.js"></script>')
      expectOutput(answer, `hello over WebSocket, ${checks}`)
    },
  }
}

/**
 * A page and the SharedWorker that it names by `new URL`: the bundler has to find it (pulsewire/port).
 *
 * @param bundle - writes bundle.js beside main.js
 */
function sharing(name: string, bundle: (site: Site, folder: string) => Promise<void>): Row {
  return {
    name: `${name}, SharedWorker`,
    run: async (site) => {
      const file = (path: string): string => readFileSync(fixtures + path, 'utf8')
      const folder = rowFolder(site, `${name} SharedWorker`, {
        'main.js': file('port-tab.js'),
        'port-worker.js': file('port-worker.js'),
      })
      await bundle(site, folder)
      const answer = await visitProgram(site, folder, '', '<script type="module" src="bundle.js"></script>')
      expectOutput(answer, 'hello through a SharedWorker')
    },
  }
}

interface Webpack {
  (options: object, done: (error: Error | null, stats?: { toString(): string; hasErrors(): boolean }) => void): void
}

interface Metro {
  readonly loadConfig: (given: object, defaults: object) => Promise<object>
  readonly runBuild: (config: object, options: object) => Promise<{ readonly code: string }>
}

/** Loads a tool. Its types are not installed here. */
const load = (site: Site, name: string): unknown => createRequire(`${site.tools}package.json`)(name)

async function withMetro(site: Site, folder: string): Promise<void> {
  const { loadConfig, runBuild } = load(site, 'metro') as Metro
  const config = await loadConfig(
    {},
    {
      projectRoot: folder.slice(0, -1),
      watchFolders: [site.folder.slice(0, -1), `${site.tools}node_modules/metro-runtime`],
      cacheStores: [],
      maxWorkers: 1,
      reporter: { update: () => undefined },
      resolver: {
        // As React Native's own settings have it: the condition `react-native` for every platform.
        unstable_conditionNames: ['react-native'],
        useWatchman: false,
      },
      // React Native's transformer would change ES modules; Metro can do that itself.
      transformer: {
        asyncRequireModulePath: `${site.tools}node_modules/metro-runtime/src/modules/asyncRequire.js`,
        getTransformOptions: () => ({ transform: { experimentalImportSupport: true } }),
      },
      serializer: { getPolyfills: () => [] },
    },
  )
  const { code } = await runBuild(config, { entry: `${folder}main.js`, platform: 'ios', dev: false, minify: false })
  writeFileSync(`${folder}bundle.js`, code)
}

function withWebpack(site: Site, folder: string): Promise<void> {
  const options = {
    mode: 'production',
    context: folder,
    entry: `${folder}main.js`,
    output: { path: folder, filename: 'bundle.js' },
  }
  return new Promise((resolve, reject) => {
    const webpack = load(site, 'webpack') as Webpack
    webpack(options, (error, stats) => {
      if (error === null && stats?.hasErrors() === false) resolve()
      else reject(error ?? new Error(stats?.toString()))
    })
  })
}

/** Dependencies that are no ES modules for browsers, as a CDN gives them: rxjs and io-ts each in one file. */
async function withoutBundler(site: Site, folder: string): Promise<string> {
  for (const name of ['rxjs', 'io-ts']) {
    await esbuild({
      absWorkingDir: folder,
      stdin: { contents: `export * from '${name}'`, resolveDir: folder },
      bundle: true,
      format: 'esm',
      outfile: `${folder}${name}.js`,
      logLevel: 'silent',
    })
  }
  const imports = {
    pulsewire: '/node_modules/pulsewire/dist/index.js',
    'pulsewire/websocket': '/node_modules/pulsewire/dist/websocket.js',
    '#events': '/node_modules/pulsewire/dist/websocket/events/browser.js',
    '#platform': '/node_modules/pulsewire/dist/transport/browser/transport.js',
    '#checks': '/node_modules/pulsewire/dist/connection/checks/production.js',
    rxjs: './rxjs.js',
    'io-ts': './io-ts.js',
  }
  return `<script type="importmap">${JSON.stringify({ imports })}</script>`
}

export const bundlers: readonly Row[] = [
  bundler('esbuild', 'development', async (_, folder) => {
    await esbuild({
      absWorkingDir: folder,
      entryPoints: ['main.js'],
      bundle: true,
      format: 'esm',
      outfile: 'bundle.js',
      logLevel: 'silent',
    })
  }),
  // As the bundlers of Workers and edge functions do, but for one condition alone, so that no other one helps.
  ...['workerd', 'edge-light'].map((condition) =>
    bundler(`esbuild for ${condition}`, 'development', async (_, folder) => {
      await esbuild({
        absWorkingDir: folder,
        entryPoints: ['main.js'],
        bundle: true,
        format: 'esm',
        platform: 'neutral',
        mainFields: ['module', 'main'],
        conditions: [condition],
        outfile: 'bundle.js',
        logLevel: 'silent',
      })
    }),
  ),
  bundler('vite', 'production', async (_, folder) => {
    await vite({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      build: {
        outDir: '.',
        emptyOutDir: false,
        lib: { entry: 'main.js', formats: ['es'], fileName: () => 'bundle.js' },
      },
    })
  }),
  sharing('vite', async (_, folder) => {
    await vite({
      root: folder,
      base: './',
      configFile: false,
      logLevel: 'silent',
      build: {
        outDir: '.',
        emptyOutDir: false,
        modulePreload: false,
        rolldownOptions: { input: `${folder}main.js`, output: { entryFileNames: 'bundle.js' } },
      },
    })
  }),
  { ...bundler('webpack', 'production', withWebpack), tool: 'webpack' },
  { ...sharing('webpack', withWebpack), tool: 'webpack' },
  { ...bundler('metro', 'development', withMetro), tool: 'metro' },
  {
    name: 'import map',
    run: async (site) => {
      const folder = rowFolder(site, 'import map', { 'main.js': main })
      const head = await withoutBundler(site, folder)
      const answer = await visitProgram(site, folder, head, '<script type="module" src="main.js"></script>')
      expectOutput(answer, 'hello over WebSocket, production')
    },
  },
]
