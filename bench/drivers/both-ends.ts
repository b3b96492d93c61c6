import { type Driver } from './driver.ts'
import { echo } from './echo.ts'

/** As `echo`, but the contender is the server too, in this process: CPU time per message there and back, of both ends. */
export const bothEnds: Driver = async (context) => {
  const { serve, workload } = context
  if (serve === undefined) throw new Error(`${context.contender} is no server`)
  return echo({ ...context, url: await serve('echo', workload.payload) })
}
