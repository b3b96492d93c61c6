import { sendFrom } from 'pulsewire'

import { answers } from '../../support/results.ts'
import { watch } from '../../support/watching.ts'
import { boom, fails, failures, type Row, settled } from './row.ts'

const iterator = (changes: object): AsyncIterable<string> => ({
  [Symbol.asyncIterator]: () => {
    let count = 0
    return {
      next: () => Promise.resolve({ done: false as const, value: `m${++count}` }),
      return: () => Promise.resolve({ done: true as const, value: undefined }),
      ...changes,
    }
  },
})

const gives = (value: unknown) => ({ next: () => value })

/** Sources of `sendFrom` that fail, with the text of the error that the results end with. */
const failing: Readonly<Record<string, readonly [source: unknown, problem: string]>> = {
  'next throws': [iterator({ next: fails }), 'boom'],
  'next rejects': [iterator({ next: failures.rejects }), 'boom'],
  'next gives no object': [iterator(gives('done')), 'sendFrom: next() of the iterator gave no result object'],
  'next gives a result whose done throws': [iterator(gives(Object.defineProperty({}, 'done', { get: fails }))), 'boom'],
  'next gives a result whose value throws': [
    iterator(gives(Object.defineProperty({ done: false }, 'value', { get: fails }))),
    'boom',
  ],
  'next throws, and return throws': [iterator({ next: fails, return: fails }), 'boom'],
  'next is missing': [iterator({ next: undefined }), 'iterator.next is not a function'],
  'the method throws': [{ [Symbol.asyncIterator]: fails }, 'boom'],
  'the method gives nothing': [
    { [Symbol.iterator]: () => undefined },
    "Cannot read properties of undefined (reading 'next')",
  ],
  'the property throws': [Object.defineProperty({}, Symbol.iterator, { get: fails }), 'boom'],
  'a generator throws': [
    (function* () {
      yield* []
      throw boom()
    })(),
    'boom',
  ],
}

/** Ways in which `return` fails when the subscriber leaves. */
const leaving: Readonly<Record<string, object>> = {
  'return throws': { return: fails },
  'return rejects': { return: failures.rejects },
  'return is no function': { return: 'nothing' },
  'the property return throws': Object.defineProperty({}, 'return', { get: fails, enumerable: false }),
}

export const sources: ReadonlyArray<Row> = [
  ...Object.entries(failing).map(([way, [source, problem]]) => ({
    title: `a source of sendFrom: ${way}`,
    act: async ({ chat }: Parameters<NonNullable<Row['act']>>[0]) => {
      const results = watch(sendFrom(chat, source as Iterable<string>))
      await settled()
      const { end } = results
      const text = end?._tag === 'Errored' && end.error instanceof Error ? end.error.message : end?._tag
      if (text !== problem) throw new Error(`ended with ${text}`)
    },
  })),
  ...Object.entries(leaving).map(([way, changes]) => ({
    title: `a source of sendFrom, when its subscriber leaves: ${way}`,
    act: async ({ chat }: Parameters<NonNullable<Row['act']>>[0]) => {
      const source = iterator({})
      const make = source[Symbol.asyncIterator].bind(source)
      const results = watch(
        sendFrom(chat, {
          [Symbol.asyncIterator]: () => Object.defineProperties(make(), Object.getOwnPropertyDescriptors(changes)),
        }),
      )
      await settled()
      results.stop()
      const before = answers(results).length
      await settled()
      if (before === 0 || answers(results).length !== before) throw new Error('sent nothing, or after the end')
    },
  })),
]
