import { expect } from 'chai'

import { playSessions } from './play-sessions.ts'

describe('sessions between two ends, over many seeds', () => {
  it('D1, D2, D4: hold until 10,000 faults have occurred', () => {
    let faults = 0
    for (let seed = 1; faults < 10_000; seed++) {
      const outcome = playSessions(seed)
      faults += outcome.faults
      expect([seed, outcome.violation]).to.deep.equal([seed, undefined])
    }
  }).timeout(120_000)
})
