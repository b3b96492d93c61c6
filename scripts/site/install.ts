import { existsSync, readFileSync } from 'node:fs'

import { root } from '../verify/entry-points.ts'
import { execute } from '../verify/packages/execute.ts'

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version: string; readonly optional?: boolean }>>
}

const folder = `${root}docs/`
const readLock = (path: string): Lock => JSON.parse(readFileSync(path, 'utf8')) as Lock

/** Whether docs/node_modules/ has all that the lock file names. Optional packages may be another platform's. */
function isInstalled(): boolean {
  const installed = `${folder}node_modules/.package-lock.json`
  if (!existsSync(installed)) return false
  const [wanted, found] = [readLock(`${folder}package-lock.json`).packages, readLock(installed).packages]
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    const present = found[path]
    return path === '' || (present === undefined ? optional === true : present.version === version)
  })
}

/** Installs the packages of the site in docs/, which the library does not need. Does nothing if they are there. */
export async function installSite(): Promise<void> {
  if (isInstalled()) return
  await execute('npm', ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], {
    cwd: root,
  })
}
