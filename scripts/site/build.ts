import { root } from '../verify/entry-points.ts'
import { execute } from '../verify/packages/execute.ts'
import { installSite } from './install.ts'
import { output } from './paths.ts'
import { writeReference } from './reference.ts'
import { stage } from './stage.ts'

/** The folder of the built pages. */
export const built: string = `${output}dist`

/** Builds the site in temp/site/. Throws if a page is missing in the sidebar, a link leads nowhere, or a tool fails. */
export async function buildSite(): Promise<void> {
  await installSite()
  const faults = stage()
  if (faults.length > 0) throw new Error(faults.join('\n'))
  await writeReference()
  const vitepress = 'docs/node_modules/vitepress/bin/vitepress.js'
  await execute('node', [vitepress, 'build', 'docs'], { cwd: root, timeout: 600_000 })
}
