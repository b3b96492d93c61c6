import { readFileSync } from 'node:fs'

import type { WebSocket } from 'ws'

import { bundle, serve } from '../../pages/serve.ts'
import { root } from '../../verify/entry-points.ts'
import type { Picture } from './taken-picture.ts'

const [width, height] = [1_080, 592]

/** Milliseconds that the panel is watched before the picture is taken. */
const watched = 13_500

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

/** The panel with two connections. */
export const panel: Picture = {
  file: 'docs/pictures/panel.png',
  width,
  height,
  sources: ['lib/panel', 'scripts/pages/picture.html', 'scripts/pages/picture.ts', 'scripts/site/pictures/panel.ts'],
  take: async (browser) => {
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
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: 'light' })
    try {
      await page.goto(server.url)
      await page.waitForTimeout(watched)
      // Selects the latest event but two.
      await page.locator('canvas').focus()
      for (let steps = 0; steps < 3; steps++) await page.keyboard.press(',')
      await page.evaluate('document.activeElement.blur()')
      return await page.screenshot()
    } finally {
      await page.close()
      server.close()
    }
  },
}
