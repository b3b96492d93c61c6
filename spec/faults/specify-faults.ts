import { expect } from 'chai'

import { decisionOf } from './fault.ts'
import { playAll, type Results } from './laboratory.ts'
import { leaksIn } from './secrets.ts'
import { chapters, faults } from './table/index.ts'

/** Plays the whole table, and specifies each outcome. */
export function specifyFaults(title: string, hasLanes: boolean): void {
  describe(title, () => {
    let results: Results

    before(async function () {
      this.timeout(120_000)
      results = await playAll(faults, hasLanes)
    })

    for (const [chapter, table] of Object.entries(chapters)) {
      describe(chapter, () => {
        for (const fault of table) {
          it(`is ${decisionOf(fault)} when ${fault.title}`, () => {
            const outcome = results.outcomes.get(fault.title)
            expect(outcome?.told).to.deep.equal(fault.tells)
            expect(outcome).to.deep.include({ broken: [], leaks: [], held: [] })
            expect(outcome?.restedAfter, 'ms until rest').to.be.below(outcome?.exitLimit ?? 0)
            if (fault.waits !== undefined) expect(outcome?.waits).to.be.at.least(fault.waits)
            const during = results.uncaught.filter((each) => each.during.includes(fault.title))
            const own = faults.flatMap((each) => each.own ?? [])
            expect(during.filter(({ uncaught }) => !own.includes(uncaught))).to.deep.equal([])
          })
        }
      })
    }

    it('plays every fault, and no two have the same title', () => {
      expect(new Set(faults.map(({ title }) => title)).size).to.equal(faults.length)
      expect(results.outcomes.size).to.equal(faults.length)
    })

    it('guarantee 4: leaves no error uncaught but those that the user threw, each once', () => {
      const own = faults.flatMap((fault) => fault.own ?? [])
      expect(results.uncaught.map(({ uncaught }) => uncaught).sort()).to.deep.equal(own.sort())
    })

    it('guarantee 6: lets the process exit while the peers still keep their sockets', () => {
      expect(results.exitedAfter).to.be.a('number')
      expect(results.exitedAfter).to.be.below(1_000)
    })

    it('guarantee 11: prints no secret', () => {
      expect(leaksIn(results.printed)).to.deep.equal([])
    })
  })
}
