import { existsSync, readFileSync } from 'node:fs'

import { expect } from 'chai'

/** Of the sources, wherever the specs were compiled to: they are run from the root. */
const page = readFileSync('docs/testing.md', 'utf8')

/** The fences of the page, each with the file that it is said to be. */
const examples = [...page.matchAll(/<!-- (\S+) -->\n\n```ts\n([^`]*(?:`[^`]+`[^`]*)*?)```\n/g)].map(
  ([, file = '', text = '']) => ({ file, text }),
)

describe('docs/testing.md', () => {
  it('shows six tests, and no other code', () => {
    expect(examples).to.have.lengthOf(6)
    expect(page.match(/^```ts/gm)).to.have.lengthOf(6)
  })

  for (const { file, text } of examples) {
    it(`shows ${file} as it is run`, () => {
      expect(existsSync(file), file).to.equal(true)
      expect(text).to.equal(readFileSync(file, 'utf8'))
    })
  }
})
