import { readFileSync } from 'node:fs'

import { expect } from 'chai'

import { contents as own, type Section } from '../../../docs/.vitepress/contents.ts'
import { shownPages } from '../../../scripts/site/shown-pages.ts'
import { sidebar, sidebarFaults, toVitepress } from '../../../scripts/site/sidebar.ts'

const texts: Readonly<Record<string, string>> = {
  'README.md': '# pulsewire\n',
  'docs/topics.md': '# Topics of `pulsewire/topics`\n',
  'docs/recipes/README.md': '# Recipes\n\n[B](b.md), [A](a.md#x), [B](b.md), [far](../topics.md)\n',
  'docs/recipes/a.md': '# First\n',
  'docs/recipes/b.md': '# Second\n',
}
const contents: ReadonlyArray<Section> = [
  { title: 'Begin', pages: [['README.md', 'Getting started'], 'docs/topics.md'] },
  { title: 'Recipes', index: 'docs/recipes/README.md', isFolded: true },
]
const faults = (of: ReadonlyArray<Section>, more: Readonly<Record<string, string>> = {}): ReadonlyArray<string> => {
  const all = { ...texts, ...more }
  return sidebarFaults(
    sidebar(of, (page) => all[page]),
    Object.keys(all),
  )
}

describe('the sidebar of the site', () => {
  it('takes titles from headings, and the order of a folder from its index', () => {
    expect(toVitepress(sidebar(contents, (page) => texts[page]))).to.deep.equal([
      {
        text: 'Begin',
        collapsed: false,
        items: [
          { text: 'Getting started', link: '/getting-started' },
          { text: 'Topics of pulsewire/topics', link: '/topics' },
        ],
      },
      {
        text: 'Recipes',
        collapsed: true,
        items: [
          { text: 'Overview', link: '/recipes/' },
          { text: 'Second', link: '/recipes/b' },
          { text: 'First', link: '/recipes/a' },
        ],
      },
    ])
    expect(faults(contents)).to.deep.equal([])
  })

  it('has a line for every page of docs/', () => {
    const parts = sidebar(own, (page) => readFileSync(page, 'utf8'))
    expect(sidebarFaults(parts, shownPages())).to.deep.equal([])
  })

  it('refuses a page without a line, and names the place for it', () => {
    expect(faults(contents, { 'docs/new.md': '# New\n', 'docs/recipes/c.md': '# Third\n' })).to.deep.equal([
      "docs/new.md is not in the sidebar: add the line 'docs/new.md' to a part of docs/.vitepress/contents.ts",
      'docs/recipes/c.md is not in the sidebar: link it from docs/recipes/README.md',
    ])
  })

  it('refuses a line without a page, a page without a heading, and a page with two lines', () => {
    const wrong: ReadonlyArray<Section> = [
      ...contents,
      { title: 'More', pages: ['docs/gone.md', 'docs/bare.md', 'docs/topics.md'] },
    ]
    expect(faults(wrong, { 'docs/bare.md': 'text\n' })).to.deep.equal([
      'docs/.vitepress/contents.ts lists docs/gone.md, which does not exist: remove the line',
      "docs/bare.md has no heading: begin it with '# ' and its title",
      'docs/.vitepress/contents.ts lists docs/topics.md more than once',
    ])
  })
})
