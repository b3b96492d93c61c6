import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'

import { expect } from 'chai'

import { hashOf, pictureFaults } from '../../../scripts/site/pictures/outdated.ts'
import { readPng, stamp } from '../../../scripts/site/pictures/png.ts'

const png = readFileSync('docs/pictures/terminal.png')
const { width, height } = readPng(png)

describe('the pictures of the pages', () => {
  let root = ''
  const picture = { file: 'a.png', width, height, sources: ['source.ts'] }
  const write = (data: Buffer): void => {
    writeFileSync(`${root}a.png`, data)
  }

  beforeEach(() => {
    root = `${mkdtempSync(`${tmpdir()}/pulsewire-pictures-`)}/`
    writeFileSync(`${root}source.ts`, 'one')
  })

  afterEach(() => {
    rmSync(root, { recursive: true, force: true })
  })

  it('are accepted with the hash of their sources', () => {
    write(stamp(png, hashOf(root, picture)))
    expect(pictureFaults(root, [picture])).to.deep.equal([])
  })

  it('are refused when a source has changed since', () => {
    write(stamp(png, hashOf(root, picture)))
    writeFileSync(`${root}source.ts`, 'two')
    expect(pictureFaults(root, [picture])).to.deep.equal([
      'a.png is older than what it shows: run npm run docs:pictures, and look at it',
    ])
  })

  it('are refused where they are missing, of another size, or too large', () => {
    expect(pictureFaults(root, [picture])[0]).to.match(/^a\.png is missing/)
    write(Buffer.concat([stamp(png, hashOf(root, picture)), Buffer.alloc(150_000)]))
    const faults = pictureFaults(root, [{ ...picture, width: width + 1 }])
    expect(faults[0]).to.match(/^a\.png has \d+ bytes: at most 150000$/)
    expect(faults[1]).to.include(`is ${width} x ${height}, not ${width + 1} x ${height}`)
  })
})
