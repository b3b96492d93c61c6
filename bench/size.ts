import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'

import { build } from 'esbuild'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The names that almost every application imports: the connection and its operators, without a codec. */
const core = [
  ...['defineConnection', 'clientStart$', 'clientStop$', 'clientRestart$', 'send', 'sent', 'start$', 'stop$'],
  ...['receive$', 'error$', 'state$', 'paced', 'latency$', 'pressure$'],
]

/** The size of a bundle in bytes, minified and compressed with brotli, without rxjs, ws and UI libraries. */
async function sizeOf(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'js' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: [
      ...['rxjs', 'rxjs/*', 'ws', 'node:*', 'react', 'vue', 'svelte', 'svelte/*', 'signal-polyfill', '@preact/*'],
      '@opentelemetry/*',
    ],
    write: false,
  })
  return brotliCompressSync(outputFiles[0]?.contents ?? '').length
}

/** Measures the core, and each entry point as a whole, for browsers. */
export async function sizes(): Promise<ReadonlyArray<readonly [name: string, bytes: number]>> {
  const { exports: subpaths } = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as { exports: object }
  const whole = Object.keys(subpaths)
    .filter((path) => !path.endsWith('.json'))
    .map((path) => [`pulsewire${path.slice(1)}`, `export * from 'pulsewire${path.slice(1)}'`] as const)
  const parts = [
    ['core, without a codec', `export { ${core.join(', ')} } from 'pulsewire'`] as const,
    ['core with json', `export { ${core.join(', ')}, json } from 'pulsewire'`] as const,
    ...whole,
  ]
  const measured: [string, number][] = []
  for (const [name, contents] of parts) measured.push([name, await sizeOf(contents)])
  return measured
}
