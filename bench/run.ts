/** `npm run bench`: `flags.ts` lists the arguments. */
import { readFlags } from './flags.ts'

const flags = readFlags(process.argv.slice(2))
if ('curves' in flags) await (await import('./curves/run-curves.ts')).runCurves(flags.curves)
else await (await import('./run-workloads.ts')).runWorkloads(flags)
