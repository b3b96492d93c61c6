import { readdirSync, readFileSync } from 'node:fs'

import { expect } from 'chai'

import { pages } from '../../scripts/verify/pages.ts'

interface Shown {
  readonly page: string
  readonly file: string
  readonly text: string
}

/** Markdown files and specs, relative to the root: specs run with it as their working directory. */
const below = (folder: string, extension: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(extension))
    .map((path) => `${folder}/${path}`)

/** The fences that a comment declares to be a spec: `<!-- spec/docs/x.spec.ts -->`. */
const shown: readonly Shown[] = pages().flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/<!-- (spec\/\S+) -->\n\n```ts\n([^`]*(?:`[^`]+`[^`]*)*?)```\n/g)].map(
    ([, file = '', text = '']) => ({ page, file, text }),
  ),
)

describe('the specs that pages show', () => {
  for (const { page, file, text } of shown) {
    it(`${page} shows ${file} as it runs`, () => {
      expect(text).to.equal(readFileSync(file, 'utf8'))
    })
  }

  it('are all of spec/docs/testing/ and spec/docs/recipes/', () => {
    const specs = [...below('spec/docs/testing', '.spec.ts'), ...below('spec/docs/recipes', '.spec.ts')]
    expect(shown.map(({ file }) => file)).to.have.members(specs)
  })

  it('are the only code of docs/testing.md', () => {
    const fences = readFileSync('docs/testing.md', 'utf8').match(/^```ts/gm)
    expect(fences).to.have.lengthOf(shown.filter(({ page }) => page === 'docs/testing.md').length)
  })
})
