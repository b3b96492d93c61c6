import { readdirSync, readFileSync } from 'node:fs'

import { expect } from 'chai'

import { pages } from '../../scripts/verify/pages.ts'

/** The names that an entry point exports, from its API report. */
function exportsOf(report: string): readonly string[] {
  const text = readFileSync(`docs/api/${report}`, 'utf8')
  const declared = [
    ...text.matchAll(/^export (?:declare )?(?:abstract )?(?:class|function|const|interface|type) ([\w$]+)/gm),
  ]
  const listed = [...text.matchAll(/^export \{ ([\w$]+) \}/gm)]
  return [...new Set([...declared, ...listed].map(([, name = '']) => name))]
}

/** All pages as one text: README.md and docs/, without the API reports. */
const text = pages()
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n')

const words = new Set(text.match(/[\w$]+/g))

describe('the pages', () => {
  for (const report of readdirSync('docs/api')) {
    it(`name every export of ${report.replace('.api.md', '').replace('-', '/')}`, () => {
      const names = exportsOf(report)
      expect(names).not.to.have.length(0)
      expect(names.filter((name) => !words.has(name))).to.deep.equal([])
    })
  }
})
