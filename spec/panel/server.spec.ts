import { expect } from 'chai'

describe('pulsewire/panel on a server', () => {
  it('can be imported where there are no elements, and defines none', async () => {
    expect(globalThis).not.to.have.property('customElements')
    // Its types need those of the DOM, which this program does not have.
    const name: string = 'pulsewire/panel'
    const panel = (await import(name)) as Readonly<Record<string, unknown>>
    expect(Object.keys(panel).sort()).to.deep.equal(['PulsewirePanel', 'devtoolsTracks'])
  })
})
