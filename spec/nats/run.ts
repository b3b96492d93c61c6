/** `npm run test:nats`: the specs that need a real NATS server. */
import { spawnSync } from 'node:child_process'

import { advice, isInstalled } from './nats-server.ts'

if (isInstalled()) {
  const { status } = spawnSync('npx', ['mocha', '--no-parallel', 'spec/nats/*.nats.ts'], { stdio: 'inherit' })
  process.exitCode = status ?? 1
} else {
  console.error(advice)
  process.exitCode = 1
}
