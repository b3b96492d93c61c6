import { expect } from 'chai'
import { accept$, refuse } from 'pulsewire/server'
import { of, type Subscriber } from 'rxjs'

import type { AcceptRules } from '../../lib/server/accept-options.ts'
import { watch } from '../support/watching.ts'
import { accepting, fakeOpening } from './fake-openings.ts'

type Rules = AcceptRules<string, string, string>

/** The first answer to an opening handshake. */
async function answerTo(rules: Rules): Promise<number | undefined> {
  const { accepted$, knock, close } = accepting(rules)
  watch(accepted$)
  const opening = fakeOpening(() => {
    throw new Error('nobody starts the connection')
  })
  const answers: number[] = []
  opening.answers$.subscribe((status) => answers.push(status))
  knock(opening)
  await new Promise((resolve) => setImmediate(resolve))
  opening.leave()
  close()
  return answers[0]
}

/** Runs `act`, and returns the rejections that nobody has handled. */
async function unhandled(act: () => Promise<unknown>): Promise<unknown[]> {
  const seen: unknown[] = []
  const listener = (reason: unknown): void => void seen.push((reason as Error).message)
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', listener)
  await act()
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', listener)
  for (const other of others) process.on('unhandledRejection', other)
  return seen
}

const rejecting = async (): Promise<never> => {
  await Promise.resolve()
  throw new Error('an async callback')
}

/** The forms in which one answer may come: `ObservableInput` of rxjs, or the answer itself. */
const forms: Readonly<Record<string, (answer: object) => unknown>> = {
  itself: (answer) => answer,
  'a Promise': async (answer) => Promise.resolve(answer),
  'a thenable': (answer) => ({
    then: (resolve: (value: object) => void) => {
      resolve(answer)
    },
  }),
  'an Observable': (answer) => of(answer),
  'an array': (answer) => [answer],
  'a Set': (answer) => new Set([answer]),
  'a generator': (answer) =>
    (function* () {
      yield answer
    })(),
  'an async generator': (answer) =>
    (async function* () {
      await Promise.resolve()
      yield answer
    })(),
  'a stream': streamOf,
  'an Observable of another library': (answer) => ({
    '@@observable': () => ({ subscribe: (subscriber: Subscriber<object>) => of(answer).subscribe(subscriber) }),
  }),
}

function streamOf(answer: object): ReadableStream {
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(answer)
      controller.close()
    },
  })
}

describe('callbacks of accept$ that answer oddly', () => {
  for (const [name, form] of Object.entries(forms)) {
    it(`peer refuses, and accepts, by ${name}`, async () => {
      expect(await answerTo({ peer: () => form(refuse(401)) as never })).to.equal(401)
      expect(await answerTo({ peer: () => form({}) as never })).to.equal(101)
    })
  }

  for (const odd of [undefined, null, 0, '', 'yes', true, Symbol('odd'), [], new Set()] as const) {
    it(`peer that answers ${typeof odd === 'object' && odd !== null ? 'an empty collection' : String(odd)} accepts nobody`, async () => {
      expect(await answerTo({ peer: () => odd as never })).to.equal(500)
      expect(await answerTo({ peer: async () => Promise.resolve(odd as never) })).to.equal(500)
    })
  }

  for (const answer of [
    async () => Promise.resolve(false),
    async () => Promise.resolve(true),
    () => 1,
    () => 'no',
    () => ({}),
  ]) {
    it(`origins that answers no boolean allows nobody: ${String(answer)}`, async () => {
      expect(await answerTo({ origins: answer as never })).to.equal(403)
    })
  }

  it('no rejection of an async callback reaches the process', async () => {
    const seen = await unhandled(async () => {
      expect(await answerTo({ origins: rejecting as never })).to.equal(403)
      expect(await answerTo({ origins: () => false, ...({ onRefused: rejecting } as object) })).to.equal(403)
      expect(await answerTo({ peer: rejecting })).to.equal(500)
    })
    expect(seen).to.deep.equal([])
  })

  it('nor does that of onListening', async () => {
    const seen = await unhandled(
      async () =>
        new Promise<void>((resolve) => {
          const odd = {
            onListening: async () => {
              setImmediate(() => {
                listening.unsubscribe()
                resolve()
              })
              await rejecting()
            },
          }
          const listening = accept$({
            port: 0,
            host: '127.0.0.1',
            ...(odd as object),
          }).subscribe()
        }),
    )
    expect(seen).to.deep.equal([])
  })
})
