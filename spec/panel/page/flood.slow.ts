import { expect } from 'chai'
import type { Browser } from 'playwright-core'

import type { PageServer } from '../../../scripts/pages/serve.ts'
import { serveFlood } from '../../../scripts/pages/serve-flood.ts'
import { launchChromium } from '../../browser/chromium.ts'

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly args?: { readonly detail?: string }
}

/** A trace has a second event for the end of each entry. */
const begin = 'b'

describe('a page that receives 5,000 messages a second', function () {
  // A machine that runs other specs beside it takes minutes.
  this.timeout(240_000)

  let server: PageServer
  let browser: Browser

  before(async () => {
    ;[server, browser] = await Promise.all([serveFlood(5_000), launchChromium()])
  })
  after(async () => {
    await browser.close()
    server.close()
  })

  it('has tracks of its own in a trace of Chrome, within their rate, and keeps no entry of them', async () => {
    const page = await browser.newPage()
    await page.goto(`${server.url}/?tracks`)
    await page.waitForFunction('measured.received > 1000')
    await browser.startTracing(page, { categories: ['blink.user_timing'] })
    await page.waitForTimeout(3_000)
    await page.evaluate('endTracks()')
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
      readonly traceEvents: ReadonlyArray<TraceEvent>
    }
    const own = traceEvents.filter(({ name, ph }) => name.startsWith('pulsewire: feed') && ph === begin)
    const named = (part: string): number => own.filter(({ name }) => name.includes(part)).length
    const periods = named('more messages')
    expect(periods).to.be.at.least(2)
    expect(named('in text')).to.be.within(200, (periods + 1) * 200)
    expect(named('Open')).to.equal(1)
    expect(own[0]?.args?.detail).to.include('track-entry').and.include('trackGroup')
    expect(await page.evaluate('performance.getEntriesByType("measure").length')).to.equal(0)
    await page.close()
  })

  it('keeps a bounded past, whatever comes in', async () => {
    const page = await browser.newPage()
    await page.goto(`${server.url}/?panel&bodies`)
    const devtools = await page.context().newCDPSession(page)
    const heapAfter = async (received: number): Promise<number> => {
      await page.waitForFunction(`measured.received > ${received}`, undefined, { timeout: 150_000 })
      await page.evaluate('measured.intervals.length = 0')
      await devtools.send('HeapProfiler.collectGarbage')
      const { usedSize } = (await devtools.send('Runtime.getHeapUsage')) as { readonly usedSize: number }
      return usedSize
    }
    // By then the rings are full.
    const before = await heapAfter(20_000)
    const after = await heapAfter(50_000)
    expect(after - before).to.be.below(2_000_000)
    await page.close()
  })
})
