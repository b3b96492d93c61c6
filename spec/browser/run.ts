/**
 * `npm run test:browser`: runs the specs of spec/browser/ in a real Chromium, then prints `N passed, N failed`.
 * `npm run test:browser -- spec/browser/offline.spec.ts --grep online` runs some of them.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { build } from 'esbuild'

import { root } from '../../scripts/verify/entry-points.ts'
import { attachPeers } from '../support/peers/peer-server.ts'
import { launchChromium } from './chromium.ts'
import { exposeDevices } from './host-devices.ts'
import { svelte } from './svelte-plugin.ts'
import { attachFeed } from './tabs/feed-server.ts'
import { exposeTabs, tabPage } from './tabs/host-tabs.ts'

/** What the page tells of each test, and at the end. */
type Told =
  | { readonly _tag: 'Passed'; readonly title: string; readonly ms: number }
  | { readonly _tag: 'Failed'; readonly title: string; readonly reason: string }
  | { readonly _tag: 'Skipped'; readonly title: string }
  | { readonly _tag: 'Finished' }

/** Milliseconds for all of them. */
const limit = 180_000

const { positionals, values } = parseArgs({ allowPositionals: true, options: { grep: { type: 'string', short: 'g' } } })

const specs =
  positionals.length > 0
    ? positionals.map((path) => relative(root, resolve(path)))
    : readdirSync(`${root}spec/browser`, { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.spec\.tsx?$/.test(path))
        .sort()
        .map((path) => `spec/browser/${path}`)

async function bundle(paths: ReadonlyArray<string>): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: paths.map((path) => `import './${path}'`).join('\n'), resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    conditions: ['pulsewire:source'],
    define: { 'process.env.NODE_ENV': '"development"' },
    // The package says that its modules have no side effects: that would take the specs away.
    ignoreAnnotations: true,
    plugins: [svelte],
    logLevel: 'warning',
  })
  return outputFiles[0]?.text ?? ''
}

const page = `<!doctype html><meta charset="utf-8"><title>specs</title><body><script src="/mocha.js"></script><script>
mocha.setup({ ui: 'bdd', checkLeaks: true, globals: ['__VUE*'], timeout: 10_000, reporter: function (runner) {
  const title = (test) => test.titlePath().join(' › ')
  runner.on('pass', (test) => tell({ _tag: 'Passed', title: title(test), ms: test.duration }))
  runner.on('fail', (test, error) => tell({ _tag: 'Failed', title: title(test), reason: error.stack || String(error) }))
  runner.on('pending', (test) => tell({ _tag: 'Skipped', title: title(test) }))
  runner.on('end', () => tell({ _tag: 'Finished' }))
} })
</script><script type="module" src="/specs.js"></script><script type="module">mocha.run()</script>`

async function runSpecs(): Promise<{ readonly passed: number; readonly failed: number }> {
  const files: Readonly<Record<string, readonly [type: string, content: string]>> = {
    '/': ['text/html', page.replace('mocha.run()', `mocha.grep(${JSON.stringify(values.grep ?? '')}).run()`)],
    '/mocha.js': ['text/javascript', readFileSync(`${root}node_modules/mocha/mocha.js`, 'utf8')],
    '/specs.js': ['text/javascript', await bundle(specs)],
    '/tab': ['text/html', tabPage],
    '/tab.js': ['text/javascript', await bundle(['spec/browser/tabs/tab.ts'])],
    '/feed-worker.js': ['text/javascript', await bundle(['spec/browser/tabs/feed-worker.ts'])],
  }
  const server = createServer((request, response) => {
    const [type, content] = files[(request.url ?? '').replace(/\?.*/, '')] ?? []
    response.writeHead(type === undefined ? 404 : 200, { 'content-type': `${type ?? 'text/plain'}; charset=utf-8` })
    response.end(content)
  })
  attachPeers(server)
  const feed = attachFeed(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))

  const browser = await launchChromium()
  try {
    let passed = 0
    let failed = 0
    const fail = (title: string, reason: string): void => {
      failed += 1
      console.log(`  FAIL  ${title}\n${reason.replace(/^/gm, '        ')}`)
    }
    const context = await browser.newContext()
    const tab = await context.newPage()
    const finished = new Promise<void>((done) => {
      setTimeout(() => {
        fail('all specs', `not over within ${limit} ms`)
        done()
      }, limit).unref()
      tab.on('crash', () => {
        fail('the page', 'crashed')
        done()
      })
      void tab.exposeFunction('tell', (told: Told) => {
        if (told._tag === 'Finished') done()
        else if (told._tag === 'Failed') fail(told.title, told.reason)
        else if (told._tag === 'Skipped') console.log(`  skip  ${told.title}`)
        else {
          passed += 1
          console.log(`  ok    ${told.title}${told.ms > 200 ? ` (${told.ms} ms)` : ''}`)
        }
      })
    })
    tab.on('pageerror', (error) => {
      fail('an error that nobody caught', error.stack ?? error.message)
    })
    tab.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') console.log(`  page  ${message.text()}`)
    })
    // What a page cannot do to itself; spec/browser/host.ts has the types.
    await tab.exposeFunction('hostSetOffline', (offline: boolean) => context.setOffline(offline))
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await exposeDevices(context, tab)
    await exposeTabs(context, tab, origin, feed)
    await tab.goto(`${origin}/`)
    await finished
    return { passed, failed }
  } finally {
    await browser.close()
    feed.stop()
    server.closeAllConnections()
    server.close()
  }
}

const { passed, failed } = await runSpecs()
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
