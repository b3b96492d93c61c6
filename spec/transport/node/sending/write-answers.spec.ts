import type { Socket as TcpSocket } from 'node:net'
import { Writable } from 'node:stream'

import { expect } from 'chai'

import { WriteAnswers } from '../../../../lib/transport/node/sending/write-answers.ts'

/** A TCP socket whose writes complete or fail within the call, and the answers of what was written to it. */
function written(failure?: Error): { readonly tcp: TcpSocket; readonly answers: WriteAnswers } {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done(failure ?? null) })
  stream.on('error', () => undefined)
  const owner = {
    get isDestroyed() {
      return stream.destroyed
    },
  }
  return { tcp: stream as unknown as TcpSocket, answers: new WriteAnswers(owner) }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('WriteAnswers', () => {
  // Node destroys a socket whose write failed at once in the next tick, and promise continuations run before that.
  for (const [turn, begin] of [
    ['a promise continuation', (act: () => void) => void Promise.resolve().then(act)],
    ['a tick', (act: () => void) => process.nextTick(act)],
    ['a turn of the event loop', (act: () => void) => void setImmediate(act)],
  ] as const) {
    it(`confirm a message that left at once in ${turn}`, async () => {
      const { tcp, answers } = written()
      const results: unknown[] = []
      begin(() => {
        tcp.write('message')
        answers.confirm(tcp, (error) => results.push(error ?? 'written'))
      })
      await settled()
      await settled()
      expect(results).to.deep.equal(['written'])
      expect(answers.pending).to.equal(0)
    })

    it(`guarantee 2: do not confirm a message whose write failed at once in ${turn}`, async () => {
      const { tcp, answers } = written(new Error('write EPIPE'))
      const results: unknown[] = []
      begin(() => {
        tcp.write('message')
        answers.confirm(tcp, (error) => results.push(error ?? 'written'))
      })
      await settled()
      await settled()
      expect(tcp.destroyed).to.equal(true)
      expect(results).to.deep.equal([])
    })
  }
})
