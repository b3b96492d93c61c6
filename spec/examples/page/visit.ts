import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'

import type { PageServer } from '../../../examples/page/page-server.ts'

/** A visitor of the live page: what it sees, and what a browser complains of. */
export class Visit {
  readonly page: Page
  /** Errors of the page's own; what a browser says of a refused connection cannot be helped. */
  readonly complaints: string[] = []
  readonly hosts = new Set<string>()
  /** The urls of the WebSockets that the page itself has opened. */
  readonly sockets: string[] = []

  private constructor(page: Page) {
    this.page = page
    page.on('pageerror', ({ message }) => this.complaints.push(message))
    page.on('console', (said) => {
      const isRefusal = said.text().startsWith('WebSocket connection to')
      if (['error', 'warning'].includes(said.type()) && !isRefusal) this.complaints.push(said.text())
    })
    page.on('request', (request) => this.hosts.add(new URL(request.url()).host))
    page.on('websocket', (socket) => {
      this.hosts.add(new URL(socket.url()).host)
      this.sockets.push(socket.url())
    })
  }

  static async begin(browser: Browser, { url }: PageServer, options: BrowserContextOptions = {}): Promise<Visit> {
    return Visit.beginIn(await browser.newContext(options), url)
  }

  /** Visits in a context that exists: its pages share workers. */
  static async beginIn(context: BrowserContext, url: string): Promise<Visit> {
    const visit = new Visit(await context.newPage())
    await visit.page.goto(url)
    await visit.page.locator('#source .keyword').first().waitFor()
    return visit
  }

  end(): Promise<void> {
    return this.page.context().close()
  }

  press(name: string): Promise<void> {
    return this.page.getByRole('button', { name, exact: true }).click()
  }

  choose(name: string): Promise<void> {
    return this.page.getByLabel(name, { exact: true }).check()
  }

  /** Waits until the connection is said to be in this state. */
  async comesTo(state: string): Promise<void> {
    await this.page.locator('#state').filter({ hasText: state }).waitFor({ timeout: 15_000 })
  }

  /** Walks over the events of the panel, oldest first, as the keys do, and reads each one, without remarks on its neighbours. */
  events(): Promise<ReadonlyArray<string>> {
    // No named functions: the compiler marks them with a helper that the page does not have.
    return this.page.locator('#panel').evaluate(({ shadowRoot }) => {
      const canvas = shadowRoot!.querySelector('canvas')!
      const details = shadowRoot!.querySelector('.details')!
      canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
      const events: string[] = []
      for (let before = ''; ; before = details.textContent) {
        canvas.dispatchEvent(new KeyboardEvent('keydown', { key: ',', bubbles: true }))
        if (details.textContent === before) break
        const words = [...details.querySelectorAll(':scope > :not(.hint)')]
          .slice(2)
          .map(({ textContent }) => textContent.trim())
        events.push(words.filter((word) => word !== '').join(' '))
      }
      canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
      return events.reverse()
    })
  }

  /** Waits until the panel has so many events of a lane, and reads them. */
  reads(lane: string, count: number): Promise<ReadonlyArray<string>> {
    return this.#awaits(lane, `${count} events`, (found) => found.length >= count)
  }

  /** Waits until the panel has an event of a lane that includes the text. */
  async finds(lane: string, text: string): Promise<void> {
    await this.#awaits(lane, `an event with ${text}`, (found) => found.some((event) => event.includes(text)))
  }

  async #awaits(
    lane: string,
    wanted: string,
    isEnough: (found: ReadonlyArray<string>) => boolean,
  ): Promise<ReadonlyArray<string>> {
    for (const end = Date.now() + 15_000; ;) {
      const all = await this.events()
      const found = all.filter((event) => event.startsWith(`${lane} `)).map((event) => event.slice(lane.length + 1))
      if (isEnough(found)) return found
      if (Date.now() > end) throw new Error(`no ${wanted} of ${lane}:\n${all.join('\n')}`)
      await this.page.waitForTimeout(50)
    }
  }

  /** The pixels of the picture. */
  picture(): Promise<string> {
    return this.page.locator('#panel canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL())
  }

  /** Waits until the picture has moved. */
  async moves(from: string): Promise<void> {
    while ((await this.picture()) === from) await this.page.waitForTimeout(20)
  }
}
