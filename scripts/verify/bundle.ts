import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'

import { build as esbuild } from 'esbuild'
import { build as vite } from 'vite'

/** The modules of a bundle, and the imports that it left alone. */
interface Bundle {
  readonly modules: readonly string[]
  readonly imports: readonly string[]
}

export interface BundleReport {
  readonly bundler: string
  readonly modules: number
  /** One line for each module that must not be in a bundle for browsers. */
  readonly faults: readonly string[]
}

/** Why a module must not be in a bundle for browsers. */
function faultOf(id: string): string | undefined {
  if (/node_modules[\\/]ws[\\/]/.test(id) || id === 'ws') return 'part of ws'
  if (/[\\/]transport[\\/]node[\\/]/.test(id)) return "Node's transport"
  if (id.startsWith('node:') || builtinModules.includes(id) || id.includes('__vite-browser-external')) {
    return 'a Node built-in'
  }
  return undefined
}

async function withEsbuild(folder: string): Promise<Bundle> {
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

async function withVite(folder: string): Promise<Bundle> {
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

const bundlersByName = { esbuild: withEsbuild, vite: withVite }

/** A bundler that refuses a module, as esbuild refuses a Node built-in, has found a fault too. */
async function report(bundler: string, bundle: Promise<Bundle>): Promise<BundleReport> {
  try {
    const { modules, imports } = await bundle
    const faults = [...modules, ...imports].flatMap((id) => {
      const why = faultOf(id)
      return why === undefined ? [] : [`${bundler}: ${id} is ${why}`]
    })
    const hasTransport = modules.some((id) => /[\\/]transport[\\/]browser[\\/]transport\.js$/.test(id))
    if (!hasTransport) faults.push(`${bundler}: the browser's transport is missing`)
    return { bundler, modules: modules.length, faults }
  } catch (error) {
    return { bundler, modules: 0, faults: [`${bundler}: ${error instanceof Error ? error.message : String(error)}`] }
  }
}

/**
 * Bundles entry points of a built package for browsers, with esbuild and with vite and without settings of ours.
 *
 * @param packageFolder - has package.json and dist/
 * @param specifiers - `pulsewire`, `pulsewire/testing`
 */
export async function bundleForBrowsers(
  packageFolder: string,
  specifiers: readonly string[],
  bundlers: ReadonlyArray<keyof typeof bundlersByName> = ['esbuild', 'vite'],
): Promise<readonly BundleReport[]> {
  // A project outside of this repository, so that a bundler finds no settings of ours on the way up.
  const folder = `${realpathSync(mkdtempSync(`${tmpdir()}/pulsewire-bundle-`))}/`
  try {
    mkdirSync(`${folder}node_modules`)
    symlinkSync(packageFolder, `${folder}node_modules/pulsewire`, 'dir')
    writeFileSync(`${folder}package.json`, JSON.stringify({ type: 'module', private: true }))
    const lines = specifiers.map((specifier, index) => `export * as entry${index} from '${specifier}'\n`)
    writeFileSync(`${folder}main.js`, lines.join(''))
    const reports: BundleReport[] = []
    for (const name of bundlers) reports.push(await report(name, bundlersByName[name](folder)))
    return reports
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
