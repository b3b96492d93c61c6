import { marbles, timeline } from 'pulsewire/testing'

describe('timeline', () => {
  it(
    'emits each value at its time, several at one time in their order, and never completes',
    marbles(({ expectObservable }) => {
      expectObservable(
        timeline([
          [0, 'a'],
          [0, 'b'],
          [6, 'c'],
          [6, 'd'],
        ]),
      ).toBe('(ab)--(cd)')
    }),
  )
})
