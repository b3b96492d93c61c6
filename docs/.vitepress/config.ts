import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { instance } from '@viz-js/viz'
import GithubSlugger from 'github-slugger'
import { type DefaultTheme, defineConfig } from 'vitepress'

import { drawStates } from './state-diagram.ts'

interface Site {
  readonly repository: string
  readonly sidebar: DefaultTheme.SidebarItem[]
}

const { repository, sidebar } = JSON.parse(
  readFileSync(new URL('../../temp/site/site.json', import.meta.url), 'utf8'),
) as Site

const graphviz = await instance()

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The library as it stands in lib/, with the warnings of development: the playground shows them. */
const platform = {
  '#checks': `${root}lib/connection/checks/development.ts`,
  '#events': `${root}lib/websocket/events/browser.ts`,
  '#platform': `${root}lib/transport/browser/transport.ts`,
}

export default defineConfig({
  title: 'pulsewire',
  description: 'WebSocket connections as Observable state machines, for Node.js and browsers',
  lang: 'en',
  srcDir: '../temp/site/src',
  outDir: '../temp/site/dist',
  cacheDir: '../temp/site/cache',
  head: [['link', { rel: 'icon', href: '/icon.svg' }]],
  markdown: {
    // The addresses of headings that GitHub gives them too, so that links work in both places.
    anchor: { slugify: (heading) => new GithubSlugger().slug(heading) },
    // The default themes have comments and keywords that are too pale on the ground of a block of code.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: (md) => {
      const fence = md.renderer.rules.fence?.bind(md.renderer.rules)
      md.renderer.rules.fence = (tokens, index, ...rest) => {
        const token = tokens[index]
        if (token?.info.trim() === 'mermaid') return drawStates(token.content, graphviz)
        return fence?.(tokens, index, ...rest) ?? ''
      }
    },
  },
  vite: {
    resolve: { alias: platform },
    worker: { format: 'es' },
  },
  themeConfig: {
    logo: '/icon.svg',
    sidebar,
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: repository }],
    nav: [
      { text: 'Get started', link: '/getting-started' },
      { text: 'Playground', link: '/playground' },
      { text: 'Nodes', link: '/nodes' },
      { text: 'Recipes', link: '/recipes/' },
      { text: 'Errors', link: '/errors' },
      { text: 'API', link: '/api/' },
    ],
    docFooter: { prev: 'Before', next: 'Next' },
    footer: { message: 'MIT' },
  },
})
