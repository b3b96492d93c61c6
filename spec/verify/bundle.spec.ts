import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'

import { expect } from 'chai'

import { bundleForBrowsers } from '../../scripts/verify/bundle.ts'

/** A package of the shape of ours. `planted` replaces files of it. */
function writePackage(folder: string, planted: Readonly<Record<string, string>>): void {
  const files = {
    'package.json': JSON.stringify({
      name: 'pulsewire',
      type: 'module',
      exports: './dist/index.js',
      imports: {
        '#platform': {
          browser: './dist/transport/browser/transport.js',
          default: './dist/transport/node/transport.js',
        },
      },
    }),
    'dist/index.js': "export { transport } from '#platform'",
    'dist/transport/browser/transport.js': 'export const transport = globalThis.WebSocket',
    'dist/transport/node/transport.js': "export { WebSocket as transport } from 'ws'",
    'dist/transport/node/write-answers.js': 'export const answers = globalThis.process',
    'node_modules/ws/package.json': '{ "name": "ws", "type": "module", "main": "index.js" }',
    'node_modules/ws/index.js': 'export class WebSocket {}',
    ...planted,
  }
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(`${folder}/${path}`), { recursive: true })
    writeFileSync(`${folder}/${path}`, `${content}\n`)
  }
}

describe('the check of bundles', () => {
  let folder = ''

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(`${tmpdir()}/pulsewire-planted-`))
  })

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  const faultsWith = async (
    planted: Readonly<Record<string, string>>,
    bundlers: ReadonlyArray<'esbuild' | 'vite'> = ['esbuild', 'vite'],
  ): Promise<readonly string[]> => {
    writePackage(folder, planted)
    const reports = await bundleForBrowsers(folder, ['pulsewire'], bundlers)
    return reports.flatMap(({ faults }) => faults)
  }

  it('finds nothing in a package whose transport the condition picks', async () => {
    expect(await faultsWith({})).to.deep.equal([])
  }).timeout(60_000)

  for (const [title, planted, message] of [
    [
      "a file of Node's transport beside its main one",
      { 'dist/transport/browser/transport.js': "export { answers as transport } from '../node/write-answers.js'" },
      /write-answers\.js is Node's transport/,
    ],
    ['ws', { 'dist/transport/browser/transport.js': "export { WebSocket as transport } from 'ws'" }, /is part of ws/],
    [
      "a package without the browser's transport",
      { 'dist/index.js': 'export const transport = 1' },
      /the browser's transport is missing/,
    ],
  ] as const) {
    it(`finds ${title}, with each bundler`, async () => {
      const faults = await faultsWith(planted)
      for (const bundler of ['esbuild', 'vite']) {
        expect(faults.filter((fault) => fault.startsWith(bundler)).join('\n')).to.match(message)
      }
    }).timeout(60_000)
  }

  // Not with vite 8, whose bundler panics at the warning of a Node built-in.
  it('finds a Node built-in', async () => {
    const planted = { 'dist/transport/browser/transport.js': "export { connect as transport } from 'node:net'" }
    expect((await faultsWith(planted, ['esbuild'])).join('\n')).to.match(/node:net/)
  }).timeout(60_000)
})
