/** Seeded runs of whole connections: they notice changes that only an unusual order of events shows. */
import { expect } from 'chai'

import { playSeeds } from '../../../spec/simulation/explore.ts'

const seeds = 8

describe('simulated runs', () => {
  it('hold all guarantees', async () => {
    expect((await playSeeds(1, seeds)).failures).to.deep.equal([])
  })
})
