/**
 * `npm run lab -- panel`: the frames of a page that receives 5,000 messages a second, without a panel and with one. `--rate`
 * and `--seconds` change that. Each row: messages and frames a second; the part of the frames of 16.7 ms that were dropped, and
 * that took longer than 50 ms; the longest one; processor time of the page's main thread for each second, and the part of it
 * in scripts, in milliseconds.
 */
import { parseArgs } from 'node:util'

import type { Browser } from 'playwright-core'

import { launchChromium } from '../../spec/browser/chromium.ts'
import { serveFlood } from './serve-flood.ts'

interface Measured {
  readonly intervals: ReadonlyArray<number>
  readonly received: number
}

interface Metrics {
  readonly metrics: ReadonlyArray<{ readonly name: string; readonly value: number }>
}

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { rate: { type: 'string', default: '5000' }, seconds: { type: 'string', default: '10' } },
})
const [rate, seconds] = [Number(values.rate), Number(values.seconds)]

/** Milliseconds of a frame at 60 Hz. */
const frameTime = 1_000 / 60

async function measure(browser: Browser, url: string): Promise<string> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 900 } })
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error(error))
  const devtools = await context.newCDPSession(page)
  // Of the thread itself: what other processes take does not count.
  await devtools.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' })
  await devtools.send('Performance.enable')
  const metrics = async (): Promise<ReadonlyMap<string, number>> => {
    const { metrics: found } = (await devtools.send('Performance.getMetrics')) as Metrics
    return new Map(found.map(({ name, value }) => [name, value]))
  }
  await page.goto(url)
  await page.waitForTimeout(2_000)
  await page.evaluate('measured.intervals.length = 0; measured.received = 0')
  const before = await metrics()
  await page.waitForTimeout(seconds * 1_000)
  const { intervals, received } = await page.evaluate<Measured>('measured')
  const after = await metrics()
  await context.close()
  const elapsed = intervals.reduce((sum, each) => sum + each, 0) / 1_000
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
  const dropped = intervals.reduce((sum, each) => sum + Math.max(0, Math.round(each / frameTime) - 1), 0)
  const busy = (name: string): string =>
    (((after.get(name) ?? 0) - (before.get(name) ?? 0)) * (1_000 / elapsed)).toFixed(0)
  return [
    ...[
      Math.round(received / elapsed),
      (intervals.length / elapsed).toFixed(1),
      percent(dropped / (intervals.length + dropped)),
    ],
    percent(intervals.filter((each) => each > 50).length / intervals.length),
    ...[Math.max(...intervals).toFixed(0), busy('TaskDuration'), busy('ScriptDuration')],
  ]
    .map((cell) => String(cell).padStart(9))
    .join('')
}

const pages = ['', '?panel', '?panel&bodies', '?panel&hidden']
const server = await serveFlood(rate)
const browser = await launchChromium()
try {
  const names = ['msgs/s', 'frames/s', 'dropped', '>50 ms', 'longest', 'busy ms', 'scripts']
  console.log(' '.repeat(16) + names.map((name) => name.padStart(9)).join(''))
  for (const query of pages) {
    console.log(
      (query === '' ? 'no panel' : query.slice(1)).padEnd(16) + (await measure(browser, `${server.url}/${query}`)),
    )
  }
} finally {
  await browser.close()
  server.close()
}
