/** `npm run docs`: builds the site of the documentation and serves it on this machine. `npm run docs -- --port 8080` takes that port. */
import { parseArgs } from 'node:util'

import { buildSite, built } from './build.ts'
import { serveSite } from './site-server.ts'

const { port = '0' } = parseArgs({ options: { port: { type: 'string', short: 'p' } } }).values
console.log('Building the site; the first time it installs the packages of docs/.')
await buildSite()
const site = await serveSite(built, Number(port))
console.log(`The documentation: ${site.url}/\nCtrl-C stops it.`)
process.once('SIGINT', () => {
  site.close()
})
