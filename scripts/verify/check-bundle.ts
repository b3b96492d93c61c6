/**
 * Bundles every entry point for browsers, with esbuild and with vite and no settings of ours, and fails where anything
 * of `ws` or a Node built-in got in. Works on the built package, as users get it.
 */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'

import { build as esbuild } from 'esbuild'
import { build as vite } from 'vite'

import { entryPoints, root } from './entry-points.ts'

/** The modules of a bundle, and what it still imports. */
interface Bundle {
  readonly modules: readonly string[]
  readonly imports: readonly string[]
}

/** A package of its own, so that nothing of this one's settings is found on the way up. */
const folder = `${root}temp/bundle/`

/** Why a module must not be in a bundle for browsers. */
function fault(id: string): string | undefined {
  if (/node_modules[\\/]ws[\\/]/.test(id) || id === 'ws') return 'part of ws'
  if (/[\\/]transport[\\/]node[\\/]/.test(id)) return "Node's transport"
  if (id.startsWith('node:') || builtinModules.includes(id) || id.includes('__vite-browser-external')) {
    return 'a Node built-in'
  }
  return undefined
}

async function withEsbuild(): Promise<Bundle> {
  const { metafile } = await esbuild({
    entryPoints: [`${folder}main.js`],
    absWorkingDir: folder,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    logLevel: 'silent',
  })
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path))
  return { modules: Object.keys(metafile.inputs), imports }
}

async function withVite(): Promise<Bundle> {
  const modules: string[] = []
  const imports: string[] = []
  await vite({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    build: { write: false, lib: { entry: `${folder}main.js`, formats: ['es'] } },
    plugins: [
      {
        name: 'list-modules',
        generateBundle(_, output) {
          for (const chunk of Object.values(output)) {
            if (chunk.type !== 'chunk') continue
            modules.push(...Object.keys(chunk.modules))
            imports.push(...chunk.imports)
          }
        },
      },
    ],
  })
  return { modules, imports }
}

rmSync(folder, { recursive: true, force: true })
mkdirSync(`${folder}node_modules`, { recursive: true })
symlinkSync(root, `${folder}node_modules/pulsewire`, 'dir')
writeFileSync(`${folder}package.json`, JSON.stringify({ type: 'module', private: true }))
const exported = entryPoints().map(({ specifier }, index) => `export * as entry${index} from '${specifier}'\n`)
writeFileSync(`${folder}main.js`, exported.join(''))

let isGood = true
for (const [bundler, bundle] of [
  ['esbuild', await withEsbuild()],
  ['vite', await withVite()],
] as const) {
  const faults = [...bundle.modules, ...bundle.imports].flatMap((id) => {
    const why = fault(id)
    return why === undefined ? [] : [`${bundler}: ${id} is ${why}`]
  })
  const hasTransport = bundle.modules.some((id) => /[\\/]transport[\\/]browser[\\/]transport\.js$/.test(id))
  if (!hasTransport) faults.push(`${bundler}: the browser's transport is missing`)
  for (const line of faults) console.log(line)
  console.log(`${bundler}: ${bundle.modules.length} modules, ${faults.length} faults`)
  isGood &&= faults.length === 0
}
process.exitCode = isGood ? 0 : 1
