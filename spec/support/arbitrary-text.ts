import fc from 'fast-check'

/** Well-formed texts of any code points. `fc.string` spends a second on its tables before its first value. */
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0x2fff }), fc.integer({ min: 0xe000, max: 0x10ffff })))
  .map((points) => String.fromCodePoint(...points))
