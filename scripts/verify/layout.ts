import { readdirSync, readFileSync } from 'node:fs'

/** Lines. A longer file holds more than one concept. */
const maxLines = 200
/** Files. A fuller folder is a drawer. */
const maxFiles = 14
/** One node a file, however many nodes there are. */
const unlimited = ['operators']

/** Files under `folder` that are too long, and folders that hold too many. */
export function layoutFaults(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const counts = new Map<string, number>()
  const faults: string[] = []
  for (const { name, parentPath } of files) {
    const lines = readFileSync(`${parentPath}/${name}`, 'utf8').replace(/\n$/, '').split('\n').length
    const path = `${parentPath}/${name}`.slice(folder.length + 1)
    if (lines > maxLines) faults.push(`${path} has ${lines} lines: at most ${maxLines}`)
    counts.set(parentPath, (counts.get(parentPath) ?? 0) + 1)
  }
  for (const [parent, count] of counts) {
    const path = parent.slice(folder.length + 1)
    if (count > maxFiles && !unlimited.includes(path)) faults.push(`${path}/ has ${count} files: at most ${maxFiles}`)
  }
  return faults.sort()
}
