import { readFileSync } from 'node:fs'

import { root } from './entry-points.ts'
import { hiddenImports } from './hidden-imports.ts'
import type { Line, Snippet } from './snippet.ts'

const toText = (lines: readonly Line[]): string => lines.map(({ text }) => text).join('\n')

/**
 * The `ts` and `tsx` fences of a page. An HTML comment `<!-- prelude: ... -->` before a fence becomes the first lines of
 * its module; readers do not see it. A prelude belongs to the next fence only, and ends at a heading. A fence marked
 * `ts no-check` is left out.
 */
export function pageSnippets(page: string): readonly Snippet[] {
  const lines = readFileSync(root + page, 'utf8')
    .split(/\r?\n/)
    .map((text, index) => ({ text, number: index + 1 }))
  const snippets: Snippet[] = []
  let prelude: readonly Line[] = []

  for (let at = 0; at < lines.length; at += 1) {
    const text = lines[at]?.text ?? ''
    const comment = /^\s*<!--\s*prelude:(.*)$/.exec(text)
    const fence = /^(\s*)(`{3,}|~{3,})\s*([^\s`{]*)(.*)$/.exec(text)
    if (comment !== null) {
      const found: Line[] = [{ text: comment[1] ?? '', number: at + 1 }]
      while (!(found.at(-1)?.text.includes('-->') ?? true) && at + 1 < lines.length) {
        at += 1
        found.push({ text: lines[at]?.text ?? '', number: at + 1 })
      }
      prelude = found.map(({ text: each, number }) => ({ text: each.replace(/-->.*$/, ''), number }))
    } else if (fence !== null) {
      const [, indent = '', ticks = '', language = '', flags = ''] = fence
      const body: Line[] = []
      for (at += 1; at < lines.length && !(lines[at]?.text.trim() ?? '').startsWith(ticks); at += 1) {
        const { text: each = '', number = at + 1 } = lines[at] ?? {}
        body.push({ text: each.startsWith(indent) ? each.slice(indent.length) : each, number })
      }
      if (['ts', 'tsx', 'typescript'].includes(language) && !/\bno-check\b/.test(flags)) {
        snippets.push({
          page,
          extension: language === 'tsx' ? 'tsx' : 'ts',
          lines: [...prelude, ...body],
          hidden: hiddenImports(toText(prelude), toText(body)),
        })
      }
      prelude = []
    } else if (/^#+ /.test(text)) {
      prelude = []
    }
  }
  return snippets
}
