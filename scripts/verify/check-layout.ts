/** Fails if a file under lib/ is too long, or a folder too full. spec/verify/layout.spec.ts plants both. */
import { root } from './entry-points.ts'
import { layoutFaults } from './layout.ts'

const faults = layoutFaults(`${root}lib`)
for (const fault of faults) console.log(`lib/${fault}`)
process.exitCode = faults.length === 0 ? 0 : 1
