import { expect } from 'chai'

import { type Linked, rewriteLinks } from '../../../scripts/site/links.ts'

const pages = ['README.md', 'docs/errors.md', 'docs/recipes/README.md', 'docs/recipes/a.md', 'bench/RESULTS.md']
const files = [...pages, 'LICENSE', 'examples/clients/', 'docs/page.png']

const rewrite = (page: string, text: string): Linked =>
  rewriteLinks(page, text, {
    isPage: (path) => pages.includes(path),
    isFile: (path) => files.includes(path),
    repository: 'https://example.org/blob/main/',
  })

describe('the links of a page, on the site', () => {
  const cases: ReadonlyArray<readonly [page: string, link: string, wanted: string]> = [
    ['README.md', 'docs/errors.md#notopen', './errors.md#notopen'],
    ['README.md', 'docs/recipes/README.md', './recipes/index.md'],
    ['docs/recipes/a.md', '../errors.md', './../errors.md'],
    ['docs/recipes/a.md', '../../README.md', './../getting-started.md'],
    ['docs/errors.md', '../bench/RESULTS.md', './measurements.md'],
    ['docs/errors.md', '../examples/clients/', 'https://example.org/blob/main/examples/clients/'],
    ['docs/errors.md', '#notopen', '#notopen'],
    ['docs/errors.md', '/api/', '/api/'],
    ['docs/errors.md', 'https://www.rfc-editor.org/rfc/rfc6455', 'https://www.rfc-editor.org/rfc/rfc6455'],
  ]
  for (const [page, link, wanted] of cases) {
    it(`${page}: ${link} becomes ${wanted}`, () => {
      expect(rewrite(page, `see [the \`send\` page](${link}).`)).to.deep.equal({
        text: `see [the \`send\` page](${wanted}).`,
        pictures: [],
        faults: [],
      })
    })
  }

  it('lists the pictures that a page shows', () => {
    const { text, pictures } = rewrite('README.md', '![live](docs/page.png)')
    expect([text, ...pictures]).to.deep.equal(['![live](./page.png)', 'docs/page.png'])
  })

  it('names a link that leads nowhere', () => {
    expect(rewrite('docs/recipes/a.md', '[x](gone.md)').faults).to.deep.equal([
      'docs/recipes/a.md links gone.md, and docs/recipes/gone.md does not exist',
    ])
  })

  it('leaves code alone', () => {
    const code = '`a[0](gone.md)`\n\n```ts\nlist[0](gone.md)\n```\n\n~~~\n[x](gone.md)\n~~~\n'
    expect(rewrite('README.md', code)).to.deep.equal({ text: code, pictures: [], faults: [] })
  })
})
