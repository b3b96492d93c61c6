/** `npm run page`: serves the live page on this machine. `npm run page -- --port 8080` takes that port. */
import { parseArgs } from 'node:util'

import { type PageServer, servePage } from './page-server.ts'

function readPort(): number {
  try {
    const port = Number(parseArgs({ options: { port: { type: 'string', short: 'p' } } }).values.port ?? 0)
    if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  } catch {
    // An unknown option: reported below.
  }
  console.error('Unknown arguments. Usage: npm run page -- --port 8080')
  process.exit(2)
}

async function serve(port: number): Promise<PageServer> {
  try {
    return await servePage(port)
  } catch (error) {
    console.error(`Cannot serve the page: ${(error as Error).message}`)
    process.exit(1)
  }
}

const page = await serve(readPort())
console.log(`The live page: ${page.url}\nCtrl-C stops it.`)
process.once('SIGINT', () => {
  page.close()
})
