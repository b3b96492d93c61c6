/**
 * `npm run docs:pictures`: takes the pictures of the pages in Chromium.
 * `--all FOLDER` writes each one at two sizes, light and dark, to look at.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import type { Browser, Page } from 'playwright-core'
import type { WebSocket } from 'ws'

import { servePage } from '../../examples/page/page-server.ts'
import { launchChromium } from '../../spec/browser/chromium.ts'
import { root } from '../verify/entry-points.ts'
import { bundle, serve } from './serve.ts'

/** Milliseconds that the panel is watched before the picture is taken. */
const watched = 11_500

/** The chat repeats what it gets in capitals, and restarts once. */
function chat(socket: WebSocket, dials: number): void {
  socket.on('message', (data: Buffer) => {
    const text = data.toString()
    setTimeout(() => socket.send(text === 'ping' ? 'pong' : text.toUpperCase()), text === 'ping' ? 14 : 160)
  })
  if (dials === 1) setTimeout(() => socket.close(1012, 'restart'), 4_600)
}

/** The quotes come slowly, then in waves of up to 3,000 a second. */
function quotes(socket: WebSocket): void {
  let sent = 0
  const begin = Date.now()
  const feed = setInterval(() => {
    const seconds = (Date.now() - begin) / 1_000
    const rate = seconds < 2.5 ? 3 : 20 + 4_000 * Math.max(0, Math.sin(seconds * 1.6)) ** 4
    const due = seconds < 2.5 ? seconds * rate : sent + rate / 50
    for (; sent < due; sent++) socket.send(JSON.stringify({ symbol: 'ACME', price: 100 + (sent % 90) / 10 }))
  }, 20)
  socket.on('close', () => clearInterval(feed))
  socket.on('message', (data: Buffer) => {
    if (data.toString() === 'ping') setTimeout(() => socket.send('pong'), 4 + (sent % 23))
  })
}

/** One picture to take. */
interface Shot {
  readonly path: string
  readonly width: number
  readonly height: number
  readonly scheme: 'light' | 'dark'
}

/** Opens a page as a picture needs it, and leaves it when the picture is taken. */
async function visit(
  browser: Browser,
  url: string,
  { width, height, scheme }: Shot,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme })
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error(error))
  await page.goto(url)
  await use(page)
  await context.close()
}

/** The panel alone, with two connections. */
async function takePanel(browser: Browser, shots: ReadonlyArray<Shot>): Promise<void> {
  let dials = 0
  const server = await serve(
    {
      '/': ['text/html', readFileSync(`${root}scripts/pages/picture.html`, 'utf8')],
      '/panel.js': ['text/javascript', await bundle('scripts/pages/picture.ts')],
    },
    (socket, path) => {
      if (path === '/chat') chat(socket, ++dials)
      else quotes(socket)
    },
  )
  for (const shot of shots) {
    dials = 0
    await visit(browser, server.url, shot, async (page) => {
      await page.waitForTimeout(watched)
      await page.locator('canvas').focus()
      for (let steps = 0; steps < 3; steps++) await page.keyboard.press(',')
      await page.evaluate('document.activeElement.blur()')
      await page.locator('pulsewire-panel').screenshot({ path: shot.path })
    })
  }
  server.close()
}

/** The live page: an exchange, a stall that the heartbeat notices, a recovery, refusals. */
async function takeLivePage(browser: Browser, shots: ReadonlyArray<Shot>): Promise<void> {
  for (const shot of shots) {
    const server = await servePage()
    await visit(browser, server.url, shot, async (page) => {
      const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()
      const choose = (name: string): Promise<void> => page.getByLabel(name, { exact: true }).check()
      const say = async (text: string): Promise<void> => {
        await page.getByLabel('Message').fill(text)
        await press('Send text')
      }
      const comesTo = (state: string): Promise<void> =>
        page.locator('#state').filter({ hasText: state }).waitFor({ timeout: 15_000 })
      await press('Start')
      await comesTo('Open')
      await page.waitForTimeout(500)
      await say('hello')
      await page.waitForTimeout(900)
      await press('Send binary')
      await page.waitForTimeout(1_200)
      await choose('never: stall')
      await comesTo('Waiting')
      await choose('at once')
      await say('queued')
      await comesTo('Open')
      await page.waitForTimeout(1_500)
      await say('more')
      await page.waitForTimeout(700)
      await choose('503')
      await press('Drop it')
      await page.waitForTimeout(3_400)
      await page.evaluate('scrollTo(0, 0)')
      await page.screenshot({ path: shot.path })
    })
    server.close()
  }
}

const { values } = parseArgs({ options: { all: { type: 'string' } } })
const browser = await launchChromium()
try {
  const folder = values.all
  if (folder === undefined) {
    await takePanel(browser, [{ path: `${root}docs/panel.png`, width: 1_032, height: 700, scheme: 'light' }])
    await takeLivePage(browser, [{ path: `${root}docs/page.png`, width: 1_280, height: 900, scheme: 'light' }])
  } else {
    mkdirSync(folder, { recursive: true })
    const shots = (name: string): ReadonlyArray<Shot> =>
      (['light', 'dark'] as const).flatMap((scheme) => [
        { path: `${folder}/${name}-desktop-${scheme}.png`, width: 1_280, height: 900, scheme },
        { path: `${folder}/${name}-phone-${scheme}.png`, width: 390, height: 844, scheme },
      ])
    await takePanel(browser, shots('panel'))
    await takeLivePage(browser, shots('page'))
  }
} finally {
  await browser.close()
}
