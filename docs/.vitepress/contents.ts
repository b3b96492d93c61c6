/** A part of the sidebar: pages in reading order, or a folder in the order in which its index page links its pages. */
export type Section = {
  readonly title: string
  /** Folded until a reader opens it, or a page of it. */
  readonly isFolded?: true
} & ({ readonly pages: ReadonlyArray<Entry> } | { readonly index: string })

/** The path of a page, relative to the root of the repository. Its title is its first heading, unless one is given here. */
export type Entry = string | readonly [path: string, title: string]

/** The sidebar. A page of docs/ that is missing here fails the step `site`: add a line to the part where readers look for it. */
export const contents: ReadonlyArray<Section> = [
  {
    title: 'Begin',
    pages: [
      ['README.md', 'Getting started'],
      ['docs/nodes.md', 'The nodes'],
      ['docs/.vitepress/pages/playground.md', 'Playground'],
      ['docs/testing.md', 'Marble tests'],
      'docs/glossary.md',
    ],
  },
  {
    title: 'Build with it',
    pages: [
      ['docs/bridges.md', 'Bridges'],
      'docs/request.md',
      'docs/topics.md',
      'docs/server.md',
      'docs/port.md',
      'docs/websocket.md',
      ['docs/clients.md', 'Clients'],
      'docs/rxjs-web-socket.md',
      'docs/browsers.md',
      ['docs/packages.md', 'Runtimes and tools'],
    ],
  },
  {
    title: 'See it work',
    pages: [
      ['docs/inspect.md', 'Inspect and record'],
      'docs/panel.md',
      'docs/command.md',
      'docs/opentelemetry.md',
      'docs/performance.md',
      'docs/curves.md',
    ],
  },
  { title: 'Look up', pages: ['docs/options.md', 'docs/errors.md', ['docs/types.md', 'Types'], 'docs/semantics.md'] },
  { title: 'Recipes', index: 'docs/recipes/README.md', isFolded: true },
  { title: 'Migrating', index: 'docs/migrating/README.md', isFolded: true },
  { title: 'Decisions', index: 'docs/decisions/README.md', isFolded: true },
  {
    title: 'How it is built',
    pages: [
      'docs/state-machine.md',
      'docs/simulation.md',
      ['docs/comparison.md', 'Comparison'],
      'docs/conformance.md',
      'docs/mutation.md',
      ['bench/RESULTS.md', 'Measurements'],
      'CHANGELOG.md',
      'CONTRIBUTING.md',
    ],
    isFolded: true,
  },
]
