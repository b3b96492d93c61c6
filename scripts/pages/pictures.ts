/**
 * `npm run docs:pictures`: takes the pictures of the pages in Chromium.
 * `--all FOLDER` writes each one at two sizes, light and dark, to look at.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import type { Browser } from 'playwright-core'
import type { WebSocket } from 'ws'

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
    const rate = seconds < 2.5 ? 3 : 30 + 3_000 * Math.max(0, Math.sin(seconds * 0.9 + 0.4)) ** 6
    const due = seconds < 2.5 ? seconds * rate : sent + rate / 50
    for (; sent < due; sent++) socket.send(JSON.stringify({ symbol: 'ACME', price: 100 + (sent % 90) / 10 }))
  }, 20)
  socket.on('close', () => clearInterval(feed))
  socket.on('message', (data: Buffer) => {
    if (data.toString() === 'ping') setTimeout(() => socket.send('pong'), 4 + (sent % 23))
  })
}

interface Shot {
  readonly path: string
  readonly width: number
  readonly height: number
  readonly scheme: 'light' | 'dark'
  readonly scale: number
}

async function take(browser: Browser, shots: ReadonlyArray<Shot>): Promise<void> {
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
  try {
    for (const { path, width, height, scheme, scale } of shots) {
      dials = 0
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: scheme,
        deviceScaleFactor: scale,
      })
      const page = await context.newPage()
      page.on('pageerror', (error) => console.error(error))
      await page.goto(server.url)
      await page.waitForTimeout(watched)
      await page.locator('canvas').focus()
      for (let steps = 0; steps < 3; steps++) await page.keyboard.press(',')
      await page.locator('pulsewire-panel').screenshot({ path })
      await context.close()
      console.log(path)
    }
  } finally {
    server.close()
  }
}

const { values } = parseArgs({ options: { all: { type: 'string' } } })
const browser = await launchChromium()
try {
  const folder = values.all
  if (folder === undefined) {
    await take(browser, [{ path: `${root}docs/panel.png`, width: 1_032, height: 700, scheme: 'light', scale: 1 }])
  } else {
    mkdirSync(folder, { recursive: true })
    const sizes = [
      ['desktop', 1_280, 900],
      ['phone', 390, 844],
    ] as const
    const schemes = ['light', 'dark'] as const
    await take(
      browser,
      sizes.flatMap(([name, width, height]) =>
        schemes.map((scheme): Shot => ({ path: `${folder}/${name}-${scheme}.png`, width, height, scheme, scale: 1 })),
      ),
    )
  }
} finally {
  await browser.close()
}
