import { expect } from 'chai'

import { failure } from '../../lib/model/connection-error.ts'
import { matchError } from '../../lib/model/match-error.ts'

describe('matchError', () => {
  const fold = matchError(
    {
      HandshakeFailed: ({ status }) => `status ${status ?? 'unknown'}`,
      ConnectionLost: ({ code, reason }) => `${code} ${reason}`,
    },
    ({ _tag }) => `other: ${_tag}`,
  )

  it('gives an error to the case of its tag, with the fields of that tag', () => {
    expect(fold(failure('HandshakeFailed', 'chat', 'refused', { status: 503 }))).to.equal('status 503')
    expect(fold(failure('ConnectionLost', 'chat', 'lost', { code: 1012, reason: 'restart', wasClean: true }))).to.equal(
      '1012 restart',
    )
  })

  it('passes every tag without a case to the fallback, also a tag of a later version', () => {
    expect(fold(failure('NotOpen', 'chat', 'no', {}))).to.equal('other: NotOpen')
    expect(fold({ _tag: 'TooNew' } as never)).to.equal('other: TooNew')
  })
})
