import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'

import { expect } from 'chai'

import { layoutFaults } from '../../scripts/verify/layout.ts'

describe('the layout of lib/', () => {
  let folder = ''

  beforeEach(() => {
    folder = mkdtempSync(`${tmpdir()}/pulsewire-layout-`)
  })

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  const write = (path: string, count: number, lines = 1): void => {
    mkdirSync(`${folder}/${path}`, { recursive: true })
    for (let i = 0; i < count; i++) writeFileSync(`${folder}/${path}/${i}.ts`, 'export {}\n'.repeat(lines))
  }

  it('allows files of 200 lines, folders of 14 files, and any number of operators', () => {
    write('model', 14)
    write('machine', 1, 200)
    write('operators', 30)
    expect(layoutFaults(folder)).to.deep.equal([])
  })

  it('refuses a file of 201 lines', () => {
    write('connection/sending', 1, 201)
    expect(layoutFaults(folder)).to.deep.equal(['connection/sending/0.ts has 201 lines: at most 200'])
  })

  it('refuses a folder of 15 files, and counts no folders', () => {
    write('model', 15)
    write('connection', 14)
    write('connection/timers', 1)
    expect(layoutFaults(folder)).to.deep.equal(['model/ has 15 files: at most 14'])
  })
})
