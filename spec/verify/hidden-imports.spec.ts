import { expect } from 'chai'

import { hiddenImports } from '../../scripts/verify/hidden-imports.ts'

describe('hiddenImports', () => {
  it('names what the prelude imports and the visible code uses', () => {
    const prelude = "import { clientStart$, defineConnection, type Open } from 'pulsewire'; import * as t from 'io-ts'"
    const visible = "const at = (open: Open) => t.string\nclientStart$(chat).subscribe() // defineConnection 'Open'"
    expect(hiddenImports(prelude, visible)).to.deep.equal(['clientStart$', 'Open', 't'])
  })

  it('leaves out what the prelude itself declares or uses', () => {
    const prelude = "import { defineConnection } from 'pulsewire'; const chat = defineConnection({ url: 'ws://x' })"
    expect(hiddenImports(prelude, "import { state$ } from 'pulsewire'\nchat.pipe(state$())")).to.deep.equal([])
  })
})
