import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const binary = 'node_modules/node-22/bin/node'

/**
 * The program of Node 22, which has `WebSocket` as a global: the one that `npm run verify -- packages` has installed, or one that
 * is installed into temp/ now (40 MB). `undefined`: there is none for this platform, or no network.
 */
export function findNode22(): string | undefined {
  const packages = `${root}temp/packages/`
  const folders = existsSync(packages) ? readdirSync(packages).map((name) => `${packages}${name}/`) : []
  const own = `${root}temp/node-22/`
  const found = [...folders, own].map((folder) => folder + binary).find((path) => existsSync(path))
  if (found !== undefined || process.platform !== 'linux' || process.arch !== 'x64') return found
  const { optionalDependencies } = JSON.parse(readFileSync(`${root}scripts/verify/packages/package.json`, 'utf8')) as {
    readonly optionalDependencies: Readonly<Record<string, string>>
  }
  const flags = ['--prefix', own, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--silent']
  try {
    execFileSync('npm', ['install', ...flags, `node-22@${optionalDependencies['node-22'] ?? ''}`])
    return own + binary
  } catch {
    return undefined
  }
}
