import { expect } from 'chai'

import { WriteAnswers } from '../../../lib/transport/node/sending/write-answers.ts'
import { patched } from '../patched.ts'
import { find } from './find.ts'
import { playTcp } from './play-tcp.ts'

describe('the simulator over ws and a TCP connection of a script', () => {
  it('guarantee 14: plays a seed twice in the same way', async () => {
    expect((await playTcp(14)).trace).to.deep.equal((await playTcp(14)).trace)
  })

  it('finds an answer of a message whose write failed at once', async () => {
    const blind = (): WriteAnswers['confirm'] =>
      function (this: WriteAnswers, tcp, done) {
        this.expect(done)
        const written = this.seal()
        void Promise.resolve(tcp).then(() => written(null))
      }
    const { guarantee, what } = await patched(WriteAnswers.prototype, 'confirm', blind, () => find(14))
    expect(guarantee).to.equal(2)
    expect(what).to.match(/was answered Right and was not handed over/)
  })
})
