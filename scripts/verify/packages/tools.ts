/**
 * The tools of the rows: package.json beside this file names them, the root's does not, so that `npm ci` stays quick.
 * They are installed once for each lock file, into temp/ (1.2 GB, five runtimes among them); those of former lock files are
 * removed.
 */
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'

import { root } from '../entry-points.ts'
import { execute } from './execute.ts'

const source = `${root}scripts/verify/packages/`

/** Whether the registry could not be reached: npm names the error of the network. */
export const isOffline = (error: unknown): boolean =>
  error instanceof Error &&
  /\b(?:EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ENOTFOUND|ETIMEDOUT)\b/.test(error.message)

/** @returns the folder that has the tools in its node_modules/ */
export async function installTools(): Promise<string> {
  const lock = readFileSync(`${source}package-lock.json`)
  const name = `tools-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`
  const all = `${root}temp/packages/`
  const folder = `${all}${name}/`
  if (existsSync(folder)) return folder
  if (existsSync(all)) for (const old of readdirSync(all)) rmSync(all + old, { recursive: true, force: true })
  // Installed beside its place and then moved, so that an install that was interrupted leaves nothing half done.
  const partial = `${folder.slice(0, -1)}.${process.pid}/`
  mkdirSync(partial, { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(source + file, partial + file)
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--fetch-retry-mintimeout=1000']
  await execute('npm', ['ci', ...flags], { cwd: partial, timeout: 400_000 })
  try {
    renameSync(partial, folder)
  } catch {
    rmSync(partial, { recursive: true, force: true }) // Another run was first.
  }
  return folder
}
