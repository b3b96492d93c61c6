import { readFileSync } from 'node:fs'

import { type Plugin, transform } from 'esbuild'
import { compile, compileModule } from 'svelte/compiler'

/** Compiles `.svelte` components and `.svelte.ts` modules for the page. */
export const svelte: Plugin = {
  name: 'svelte',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.svelte$/ }, ({ path }) => ({
      contents: compile(readFileSync(path, 'utf8'), { filename: path, dev: true, css: 'injected' }).js.code,
      loader: 'js',
    }))
    onLoad({ filter: /\.svelte\.ts$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, 'utf8'), { loader: 'ts' })
      return { contents: compileModule(code, { filename: path, dev: true }).js.code, loader: 'js' }
    })
  },
}
