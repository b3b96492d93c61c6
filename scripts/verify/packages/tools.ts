/**
 * The tools of the rows: package.json beside this file names them, the root's does not, so that `npm ci` stays quick.
 * They are installed once for each lock file, into temp/.
 */
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'

import { root } from '../entry-points.ts'
import { execute } from './execute.ts'

const source = `${root}scripts/verify/packages/`

/** @returns the folder that has the tools in its node_modules/ */
export async function installTools(): Promise<string> {
  const lock = readFileSync(`${source}package-lock.json`)
  const folder = `${root}temp/packages/tools-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}/`
  if (existsSync(folder)) return folder
  // Installed beside its place and then moved, so that an install that was interrupted leaves nothing half done.
  const partial = `${folder.slice(0, -1)}.${process.pid}/`
  mkdirSync(partial, { recursive: true })
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(source + name, partial + name)
  await execute('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: partial, timeout: 400_000 })
  try {
    renameSync(partial, folder)
  } catch {
    rmSync(partial, { recursive: true, force: true }) // Another run was first.
  }
  return folder
}
