/** Seeded runs of whole connections: they notice changes that only an unusual order of events shows. */
import { expect } from 'chai'

import { playSeeds } from '../../../spec/simulation/explore.ts'

describe('simulated runs', () => {
  for (const from of [1, 26]) {
    it(`hold all guarantees, from seed ${from}`, async () => {
      expect((await playSeeds(from, 25)).failures).to.deep.equal([])
    })
  }
})
