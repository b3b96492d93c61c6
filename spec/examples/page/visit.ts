import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'

import type { PageServer } from '../../../examples/page/page-server.ts'

/** A visitor of the live page: what it sees, and what a browser complains of. */
export class Visit {
  readonly page: Page
  /** Errors of the page's own; what a browser says of a refused connection cannot be helped. */
  readonly complaints: string[] = []
  readonly hosts = new Set<string>()

  private constructor(page: Page) {
    this.page = page
    page.on('pageerror', ({ message }) => this.complaints.push(message))
    page.on('console', (said) => {
      const isRefusal = said.text().startsWith('WebSocket connection to')
      if (['error', 'warning'].includes(said.type()) && !isRefusal) this.complaints.push(said.text())
    })
    page.on('request', (request) => this.hosts.add(new URL(request.url()).host))
    page.on('websocket', (socket) => this.hosts.add(new URL(socket.url()).host))
  }

  static async begin(browser: Browser, { url }: PageServer, options: BrowserContextOptions = {}): Promise<Visit> {
    const context = await browser.newContext(options)
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

  marks(lane: string): Locator {
    return this.page.locator(`.lane[data-lane="${lane}"] > ol > li`)
  }

  /** Waits until a lane has so many marks, and reads them. */
  async reads(lane: string, what: 'kind' | 'value', count: number): Promise<ReadonlyArray<string | undefined>> {
    const marks = this.marks(lane)
    await marks.nth(count - 1).waitFor({ state: 'attached', timeout: 15_000 })
    return marks.evaluateAll((items, name) => items.map((item) => (item as HTMLElement).dataset[name]), what)
  }

  /** How far the picture has moved. */
  async moved(): Promise<number> {
    const style = await this.page.locator('.lane .strip').first().getAttribute('style')
    return -parseFloat(/translateX\(([^)]+)/.exec(style ?? '')?.[1] ?? '')
  }
}
