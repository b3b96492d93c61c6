import { root } from '../../verify/entry-points.ts'
import { execute } from '../../verify/packages/execute.ts'
import type { Picture } from './taken-picture.ts'

const [width, height] = [840, 800]

/** The styles of `styleText` that the tour uses, by their codes (ECMA-48, section 8.3.117). */
const styles: Readonly<Record<string, string>> = {
  1: 'font-weight: 700',
  31: 'color: #ff9d94',
  32: 'color: #6cdc9f',
  36: 'color: #5fd9e0',
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** The output of a program for terminals, as HTML. */
function toHtml(output: string): string {
  return escape(output).replaceAll(/\u001b\[(\d+)m/g, (_, code: string) => {
    const style = styles[code]
    return style === undefined ? '</span>' : `<span style="${style}">`
  })
}

/** The marble diagram that the tour prints. */
export const tourTerminal: Picture = {
  file: 'docs/pictures/terminal.png',
  width,
  height,
  sources: [
    'examples/tour.ts',
    'examples/scenario.ts',
    'examples/server.ts',
    'examples/feed.ts',
    'lib/inspect/diagram',
    'scripts/site/pictures/tour-terminal.ts',
  ],
  take: async (browser) => {
    const isTerminal = 'data:text/javascript,process.stdout.isTTY=true'
    const output = await execute(
      'node',
      ['--import', isTerminal, '--import', 'tsx', '--conditions=pulsewire:source', 'examples/tour.ts'],
      { cwd: root, env: { NO_COLOR: '', FORCE_COLOR: '1' } },
    )
    const page = await browser.newPage({ viewport: { width, height } })
    await page.setContent(`<!doctype html><meta charset="utf-8"><style>
      body { margin: 0; background: #11151b; color: #d5dbe5 }
      pre { margin: 20px 24px; font: 13px/19px 'DejaVu Sans Mono', monospace }
    </style><pre>$ npm start\n\n${toHtml(output)}</pre>`)
    try {
      return await page.screenshot()
    } finally {
      await page.close()
    }
  },
}
