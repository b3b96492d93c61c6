import { expect } from 'chai'

import { transport } from '../../lib/transport/browser/transport.ts'
import { dial, opens, until } from '../transport/harness.ts'
import { browserHarness } from './peers.ts'

const Resizable = ArrayBuffer as unknown as new (size: number, options: { maxByteLength: number }) => ArrayBuffer

it('sends bytes on a resizable buffer, at which the platform itself throws, with each answer in its place (2)', async () => {
  const peer = await browserHarness(transport).start([opens])
  const { socket, calls } = dial(peer)
  await until(() => calls.length > 0)
  const bytes = new Uint8Array(new Resizable(3, { maxByteLength: 1_024 }))
  bytes.set([1, 2, 3])
  const answers: string[] = []
  const answer = (name: string) => (error?: Error | null) => void answers.push(`${name} ${error ? 'failed' : 'sent'}`)
  socket.send('before', false, answer('before'))
  socket.send(bytes, true, answer('bytes'))
  socket.send('behind', false, answer('behind'))
  await until(() => peer.heard.length === 3)
  expect(peer.heard).to.deep.equal(['before', Uint8Array.of(1, 2, 3), 'behind'])
  expect(answers).to.deep.equal(['before sent', 'bytes sent', 'behind sent'])
  await peer.stop()
})
