import { type PeerServer, startPeerServer } from '../../support/peers/peer-server.ts'
import { sameEvents } from './contract.ts'

let server: PeerServer

before(async () => {
  server = await startPeerServer()
})

after(() => server.stop())

sameEvents('Node', () => server.origin, false)
