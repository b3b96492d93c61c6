import { mkdirSync, writeFileSync } from 'node:fs'

import type { Site } from './site.ts'

/** One way in which users run, bundle or compile the package. */
export interface Row {
  readonly name: string
  /** The package, or the file in it, of the tools that the row runs. Without it the row is skipped: `check-packages.ts`. */
  readonly tool?: string
  /** Throws what went wrong. */
  readonly run: (site: Site) => Promise<void>
}

/** Makes the row's own folder in the site, with these files. */
export function rowFolder(site: Site, name: string, files: Readonly<Record<string, string>>): string {
  const folder = `${site.folder}${name.replaceAll(/[^\w.]+/g, '-')}/`
  mkdirSync(folder, { recursive: true })
  for (const [path, content] of Object.entries(files)) writeFileSync(folder + path, content)
  return folder
}

export function expectOutput(output: string, wanted: string): void {
  if (output !== wanted) throw new Error(`expected '${wanted}', but it printed:\n${output}`)
}
