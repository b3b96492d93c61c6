import { expect } from 'chai'

import { parseOffer } from '../../lib/websocket/arguments.ts'

describe('the arguments of a WebSocket', () => {
  // The checks of options do not do it: a production build leaves those out.
  for (const protocols of ['', 'a b', 'caf\u00e9', ['chat', 'chat'], ['chat', 'Chat'], [''], { protocols: ['a,b'] }]) {
    it(`are refused with the subprotocols ${JSON.stringify(protocols)}, also without the checks of options`, () => {
      expect(() => parseOffer(protocols, undefined))
        .to.throw(DOMException)
        .with.property('name', 'SyntaxError')
    })
  }

  const taken: ReadonlyArray<readonly [given: unknown, protocols: ReadonlyArray<string>]> = [
    [undefined, []],
    [null, []],
    ['chat', ['chat']],
    [1, ['1']],
    [new Set(['a', 'b']), ['a', 'b']],
    [{}, []],
    [{ protocols: 'a' }, ['a']],
  ]
  for (const [given, protocols] of taken) {
    it(`are the subprotocols [${String(protocols)}] of ${String(given)}`, () => {
      expect(parseOffer(given, undefined).protocols).to.deep.equal(protocols)
    })
  }
})
