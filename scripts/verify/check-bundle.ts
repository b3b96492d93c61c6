/**
 * Fails if a bundle for browsers holds a part of `ws`, of Node's transport or a Node built-in. Bundles every entry point
 * of the built package that runs in browsers, as users get it: `pulsewire/server` is for Node alone. spec/verify/bundle.spec.ts plants what it has to find.
 */
import { bundleForBrowsers } from './bundle.ts'
import { entryPoints, root } from './entry-points.ts'

const reports = await bundleForBrowsers(
  root,
  entryPoints()
    .map(({ specifier }) => specifier)
    .filter((specifier) => specifier !== 'pulsewire/server'),
)
for (const { bundler, modules, faults } of reports) {
  for (const line of faults) console.log(line)
  console.log(`${bundler}: ${modules} modules, ${faults.length} faults`)
}
process.exitCode = reports.every(({ faults }) => faults.length === 0) ? 0 : 1
