import { expect } from 'chai'
import fc from 'fast-check'

import { parseRetryAfter } from '../../../../lib/transport/node/refusal/retry-after.ts'

const now = Date.UTC(2026, 4, 6, 8, 49, 37)
const longest = 2 ** 31 - 1

const delays = (headers: ReadonlyArray<string | undefined>): ReadonlyArray<number | undefined> =>
  headers.map((header) => parseRetryAfter(header, now))

describe('parseRetryAfter', () => {
  it('reads seconds', () => {
    expect(delays(['0', '7', ' 120 ', '007'])).to.deep.equal([0, 7_000, 120_000, 7_000])
  })

  it('reads the three forms of an HTTP date', () => {
    expect(
      delays([
        'Wed, 06 May 2026 08:49:47 GMT',
        'Wednesday, 06-May-26 08:49:47 GMT',
        'Wed May  6 08:49:47 2026',
        'Wed May 06 08:49:47 2026',
        'Sun, 10 May 2026 08:49:37 GMT',
      ]),
    ).to.deep.equal([10_000, 10_000, 10_000, 10_000, 4 * 86_400_000])
  })

  it('reads every date it is shown', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000 }), (seconds) => {
        expect(parseRetryAfter(new Date(now + seconds * 1000).toUTCString(), now)).to.equal(seconds * 1000)
      }),
    )
  })

  it('reads a year of two digits as one at most 50 years ahead', () => {
    const soon = Date.UTC(2099, 11, 31, 23, 59, 50)
    expect(parseRetryAfter('Friday, 01-Jan-00 00:00:00 GMT', soon)).to.equal(10_000)
    expect(delays(['Sunday, 06-Nov-76 08:49:37 GMT', 'Sunday, 06-Nov-77 08:49:37 GMT'])).to.deep.equal([longest, 0])
  })

  it('asks nothing where the date is past', () => {
    expect(
      delays(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994']),
    ).to.deep.equal([0, 0, 0])
  })

  it('asks no more than a timer can wait', () => {
    expect(delays(['2147484', '9'.repeat(400), 'Fri, 01 Jan 9999 00:00:00 GMT'])).to.deep.equal(Array(3).fill(longest))
  })

  it('knows a leap second', () => {
    expect(parseRetryAfter('Sat, 31 Dec 2016 23:59:60 GMT', Date.UTC(2016, 11, 31, 23, 59, 58))).to.equal(2_000)
  })

  it('takes nonsense for no header', () => {
    const nonsense = [
      ...[undefined, '', ' ', 'soon', '-1', '1.5', '1e3', '0x10', '1, 2', 'NaN', 'Infinity', '2026-05-06'],
      'Sun, 31 Feb 2027 08:49:37 GMT',
      'Sun, 00 Jan 2027 08:49:37 GMT',
      'Sun, 32 Jan 2027 08:49:37 GMT',
      'Sun, 06 Foo 2027 08:49:37 GMT',
      'Sun, 06 Nov 2027 24:00:00 GMT',
      'Sun, 06 Nov 2027 08:60:37 GMT',
      'Sun, 06 Nov 2027 08:49:61 GMT',
      'Sun, 06 Nov 2027 08:49:37 CET',
      'Sun, 6 Nov 2027 08:49:37 GMT',
    ]
    expect(delays(nonsense)).to.deep.equal(nonsense.map(() => undefined))
  })

  it('answers any text with a wait within its bounds, or with none', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const delay = parseRetryAfter(header, now)
        if (delay !== undefined) expect(delay).to.be.within(0, longest)
      }),
    )
  })
})
