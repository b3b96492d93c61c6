import { existsSync, readdirSync } from 'node:fs'

import { root } from './entry-points.ts'

/** The pages of the documentation, relative to the root: README.md and all of docs/ but the API reports. */
export function pages(): readonly string[] {
  const below = existsSync(`${root}docs`) ? readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' }) : []
  return ['README.md', ...below.map((path) => `docs/${path}`)]
    .filter((path) => path.endsWith('.md') && !path.endsWith('.api.md') && !path.includes('node_modules'))
    .filter((path) => existsSync(root + path))
    .sort()
}
