import { existsSync, readdirSync } from 'node:fs'

import { root } from './entry-points.ts'

/** Folders of docs/ without pages for readers of the repository: packages, and the parts of the site. */
const skipped = ['node_modules', '.vitepress']

/** The Markdown files below a folder of docs/, relative to the root. */
function below(folder: string): readonly string[] {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return skipped.includes(entry.name) ? [] : below(path)
    return path.endsWith('.md') && !path.endsWith('.api.md') ? [path] : []
  })
}

/** The pages of the documentation, relative to the root: README.md and all of docs/ but the API reports. */
export function pages(): readonly string[] {
  return ['README.md', ...(existsSync(`${root}docs`) ? below('docs') : [])]
    .filter((path) => existsSync(root + path))
    .sort()
}
