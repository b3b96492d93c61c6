import { expect } from 'chai'

import { nearestKey } from '../../lib/model/mistakes/nearest.ts'

const known = [
  'name',
  'url',
  'port',
  'protocols',
  'connectTimeout',
  'closeTimeout',
  'retry',
  'heartbeat',
  'wake$',
  'tls',
]

describe('nearestKey', () => {
  for (const [key, nearest] of [
    ['heartBeat', 'heartbeat'],
    ['protocol', 'protocols'],
    ['subprotocols', 'protocols'],
    ['retrys', 'retry'],
    ['wake', 'wake$'],
    ['uri', 'url'],
    ['conectTimeuot', 'connectTimeout'],
    ['timeout', undefined],
    ['a', undefined],
    ['', undefined],
    ['reconnectionStrategy', undefined],
    [`name${'x'.repeat(100_000)}`, undefined],
  ] as const) {
    it(`of ${key.slice(0, 30)} is ${nearest ?? 'none'}`, () => {
      expect(nearestKey(key, known)).to.equal(nearest)
    })
  }
})
