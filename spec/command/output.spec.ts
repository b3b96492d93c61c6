import { expect } from 'chai'
import fc from 'fast-check'

import { colourFor, prettyJson, shown } from '../../lib/command/output.ts'

describe('the output of the command', () => {
  it('formats JSON over several lines, and colours keys, strings and other values', () => {
    const colour = (text: string, style: unknown): string => `${String(style)}(${text})`
    const json = '{"a":[1.5e3,"x: \\"1\\"",null],"b":{}}'
    expect(prettyJson(json, colour)).to.equal(`{
  cyan("a"): [
    yellow(1500),
    green("x: \\"1\\""),
    yellow(null)
  ],
  cyan("b"): {}
}`)
  })

  it('changes no value of any JSON, and no text that is none', () => {
    const plain = colourFor({})
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value)
        expect(JSON.parse(prettyJson(text, plain))).to.deep.equal(JSON.parse(text))
      }),
    )
    expect(prettyJson('{no', plain)).to.equal('{no')
  })

  it('shows bytes as hexadecimal digits', () => {
    expect(shown(new Uint8Array([1, 255]))).to.equal('<01 ff>')
    expect(shown('text')).to.equal('text')
  })
})
