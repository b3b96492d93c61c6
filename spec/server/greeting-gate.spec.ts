import { expect } from 'chai'
import type { GreetingContext } from 'pulsewire'
import { dismiss } from 'pulsewire/server'
import { first, mergeMap, NEVER, type Observable, of, Subject, throwError } from 'rxjs'

import * as E from '../../lib/model/either.ts'
import { GreetingGate } from '../../lib/server/greeting-gate.ts'
import { closedSocket } from '../../lib/transport/closed-socket.ts'
import { watch, type Watched } from '../support/watching.ts'

interface Gated {
  /** Everything that the gate has done to its socket, in order. */
  readonly log: string[]
  readonly greeting: Watched<unknown>
  readonly messages: Subject<string>
  readonly exceed: () => void
}

/** Runs a greeting behind a gate. */
function gated(greet: (context: GreetingContext<string, string>) => Observable<unknown>): Gated {
  const log: string[] = []
  let exceed = (): void => undefined
  const note = (text: string) => () => void log.push(text)
  const gate = new GreetingGate(greet, 64)
  const accepted = {
    adopt: () => closedSocket,
    turnAway: note('turnAway'),
    limit: (bytes: number, exceeded: () => void) => {
      log.push(`limit ${bytes}`)
      exceed = exceeded
    },
    unlimit: note('unlimit'),
    partWith: (farewell: { readonly code: number } | undefined) => void log.push(`part ${farewell?.code ?? 'freely'}`),
  }
  gate.close(accepted, { ...closedSocket, pause: note('pause'), resume: note('resume') })
  const messages = new Subject<string>()
  const greeting = watch(gate.greet({ receive$: messages, send: (value) => E.right(value) }))
  return {
    log,
    greeting,
    messages,
    exceed: () => {
      exceed()
    },
  }
}

describe('A4: the gate of a greeting', () => {
  it('lets a peer be read while the greeting waits for a message, and never else', () => {
    const looked = new Subject<void>()
    const { log, messages, greeting } = gated(({ receive$ }) =>
      receive$.pipe(
        first(),
        mergeMap(() => looked),
      ),
    )
    expect(log.splice(0)).to.deep.equal(['part 1013', 'limit 64', 'resume'])
    messages.next('a token')
    expect(log.splice(0)).to.deep.equal(['pause', 'unlimit'])
    looked.complete()
    expect(log).to.deep.equal(['unlimit', 'part freely'])
    expect(greeting.end).to.deep.equal({ _tag: 'Completed' })
  })

  it('does not pause a peer whose greeting is over', () => {
    const { log, messages } = gated(({ receive$ }) => receive$.pipe(first()))
    log.length = 0
    messages.next('a token')
    expect(log).to.deep.equal(['unlimit', 'part freely'])
  })

  it('reads as long as one of several readers waits', () => {
    const { log, messages } = gated(({ receive$ }) => {
      receive$.pipe(first()).subscribe({ error: () => undefined })
      return receive$.pipe(mergeMap(() => NEVER))
    })
    messages.next('a token')
    expect(log).to.deep.equal(['part 1013', 'limit 64', 'resume'])
  })

  it('parts with the code of the failure', () => {
    const codeOf = (error: Error): string | undefined => gated(() => throwError(() => error)).log.at(-1)
    expect(codeOf(dismiss(4401, 'who?'))).to.equal('part 4401')
    expect(codeOf(new Error('a bug'))).to.equal('part 1008')
    const { log, greeting, exceed } = gated(({ receive$ }) => receive$)
    exceed()
    expect(log.slice(3, 4)).to.deep.equal(['part 1009'])
    expect(greeting.end).to.have.nested.property('error.message').that.includes('maxGreetingSize (64 bytes)')
  })

  it('emits what the greeting emits, and asks for nothing where it needs no message', () => {
    const { log, greeting } = gated(() => of(1, 2))
    expect(greeting.values).to.deep.equal([1, 2])
    expect(log).to.deep.equal(['part 1013', 'unlimit', 'part freely'])
  })
})
