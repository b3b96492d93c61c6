import fc from 'fast-check'

const codePoint = fc.oneof(fc.integer({ min: 0, max: 0x2fff }), fc.integer({ min: 0xe000, max: 0x10ffff }))

/**
 * Well-formed texts of any code points. `fc.string({ unit: 'binary' })` spends half a second on its tables before its first
 * value.
 *
 * @param constraints - `maxLength`: a number of code points
 */
export const textOf = (constraints: { readonly maxLength?: number } = {}): fc.Arbitrary<string> =>
  fc.array(codePoint, constraints).map((points) => String.fromCodePoint(...points))

export const anyText: fc.Arbitrary<string> = textOf()
