import { expect } from 'chai'
import {
  clientRestart$,
  clientStart$,
  clientStop$,
  defineConnection,
  latency$,
  paced,
  pressure$,
  send,
  sendFrom,
} from 'pulsewire'
import { type Observable, of } from 'rxjs'

const connection = defineConnection('ws://peer/')

describe('an operator that takes a connection', () => {
  const operators = {
    clientStart$,
    clientStop$,
    clientRestart$,
    latency$,
    pressure$,
    send,
    paced: (given: never) => paced(given, () => of(1)),
    sendFrom: (given: never) => sendFrom(given, ['a']),
  } as unknown as Readonly<Record<string, (given: unknown) => unknown>>

  /** Some look at the connection when they are called, others when they are subscribed. */
  function mistakeOf(operator: (given: unknown) => unknown, given: unknown): unknown {
    let found: unknown
    try {
      const result = operator(given) as Observable<unknown> | ((source$: unknown) => Observable<unknown>)
      const result$ = typeof result === 'function' ? result(of('a')) : result
      result$.subscribe({ error: (error: unknown) => (found = error) }).unsubscribe()
    } catch (error) {
      found = error
    }
    return found
  }

  for (const [name, operator] of Object.entries(operators)) {
    it(`names what it was given instead: ${name}`, () => {
      for (const [given, text] of [
        [clientStart$(connection), 'the lease that clientStart$() returns'],
        [undefined, 'undefined'],
        ['ws://peer/', 'a string'],
        [{ url: 'ws://peer/' }, 'an object'],
      ] as const) {
        const error = mistakeOf(operator, given)
        expect(error).to.be.instanceOf(TypeError)
        expect((error as Error).message)
          .to.contain(text)
          .and.contain('defineConnection()')
      }
      expect(mistakeOf(operator, connection)).not.to.be.instanceOf(TypeError)
    })
  }
})
