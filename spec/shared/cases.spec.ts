import { sameEvents } from './cases-contract.ts'
import { type PeerServer, startPeerServer } from './peer-server.ts'

let server: PeerServer

before(async () => {
  server = await startPeerServer()
})

after(() => server.stop())

sameEvents('Node', () => server.origin, false)
