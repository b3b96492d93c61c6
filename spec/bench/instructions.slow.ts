import { expect } from 'chai'

import { count, countIn, isCounted } from '../../bench/instructions.ts'

/** An event of the kernel, which virtual machines count too. */
const faults = 'page-faults:u'

describe('counting with perf', () => {
  it('reads a count, and knows what is not supported', () => {
    expect(countIn('845,,page-faults:u,409764,100.00,,\n', faults)).to.equal(845)
    expect(countIn('<not supported>,,instructions:u,0,100.00,,\n', 'instructions:u')).to.equal(undefined)
    expect(countIn('event syntax error', faults)).to.equal(undefined)
  })

  it('counts what happens between the two calls', async function () {
    if (!isCounted(faults)) this.skip()
    const end = await count(faults)
    const memory = Buffer.alloc(8_000 * 4_096)
    for (let i = 0; i < memory.length; i += 4_096) memory[i] = 1
    expect(await end()).to.be.within(8_000, 12_000)
    expect(await (await count(faults))()).to.be.below(1_000)
  })
})
