import { expect } from 'chai'

import { withoutStack } from '../../../lib/connection/sending/without-stack.ts'

const isTraced = ({ stack = '' }: Error): boolean => /\n\s+at /.test(stack)

describe('withoutStack', () => {
  it('makes an error without a stack, and later errors have theirs', () => {
    expect(isTraced(withoutStack(() => new Error('made')))).to.equal(false)
    expect(isTraced(new Error('later'))).to.equal(true)
  })

  it('restores stacks when the function throws', () => {
    expect(() => withoutStack(() => JSON.parse('?') as Error)).to.throw(SyntaxError)
    expect(isTraced(new Error('later'))).to.equal(true)
  })

  it('changes nothing where the limit of stacks is unknown, as it is outside V8', () => {
    const limits = Error as { stackTraceLimit?: number }
    const { stackTraceLimit } = limits
    delete limits.stackTraceLimit
    try {
      expect(withoutStack(() => 'made')).to.equal('made')
      expect('stackTraceLimit' in limits).to.equal(false)
    } finally {
      limits.stackTraceLimit = stackTraceLimit!
    }
  })
})
