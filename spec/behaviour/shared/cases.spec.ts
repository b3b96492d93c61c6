import { type PeerServer, startPeerServer } from '../../support/peers/peer-server.ts'
import { sameEvents } from './cases-contract.ts'

let server: PeerServer

before(async () => {
  server = await startPeerServer()
})

after(() => server.stop())

sameEvents('Node', () => server.origin, false)
