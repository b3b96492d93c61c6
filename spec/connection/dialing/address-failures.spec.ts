import { expect } from 'chai'
import { clientStart$, type ConnectionError } from 'pulsewire'
import { NEVER, Observable, of, throwError } from 'rxjs'

import { connectTo } from '../../support/peers/connect-to.ts'

/** The errors of a dial with options that a program without types may give. */
function errorsOf(options: object): ReadonlyArray<ConnectionError> {
  const { chat, errors } = connectTo({}, options)
  clientStart$(chat).subscribe({ error: () => undefined })
  return errors.values
}

const throwing = (error: unknown) => (): never => {
  throw error
}

describe('An address that is asked for', () => {
  it('may be fresh in its headers alone, and undefined headers are left out', () => {
    const { chat, peer } = connectTo({}, { headers: () => ({ authorization: 'Bearer 1', 'x-none': undefined }) })
    clientStart$(chat).subscribe()
    expect(peer.last.request.headers).to.deep.equal({ authorization: 'Bearer 1' })
  })

  it('names all that is wrong with the answers at once', () => {
    const options = { url: () => 'nowhere', headers: () => 5, protocols: () => ['a', 'a'] }
    expect(errorsOf(options).map(({ message }) => message)).to.deep.equal([
      "chat: not dialed: url must be an absolute url, such as wss://example.org/chat; headers expected an object such as { authorization: '...' }, got the number 5; protocols expected each subprotocol once, compared without case",
    ])
    expect(errorsOf({ url: () => null }).map(({ message }) => message)).to.deep.equal([
      'chat: not dialed: url must be an absolute url, such as wss://example.org/chat',
    ])
  })

  it('names the function that failed', () => {
    const failing = throwing(new Error('mine'))
    for (const [options, which] of [
      [{ url: failing }, 'url or headers'],
      [{ headers: failing }, 'url or headers'],
      [{ protocols: failing }, 'protocols'],
    ] as const) {
      const [error] = errorsOf(options)
      expect(error?.message).to.equal(`chat: not dialed: the ${which} function failed (see cause)`)
      expect(error).to.have.nested.property('cause.message', 'mine')
    }
    expect(errorsOf({ url: () => of() })[0]).to.have.nested.property('cause.message', 'it gave nothing')
  })

  it('lets go of the other functions when one fails, and fails once', () => {
    let isLetGo = false
    const headers = (): Observable<never> =>
      new Observable(() => () => {
        isLetGo = true
      })
    // `headers` is asked before `protocols`.
    expect(errorsOf({ headers, protocols: throwing(new Error('mine')) })).to.have.length(1)
    expect(isLetGo).to.equal(true)
    let isAsked = false
    const asked = (): string => {
      isAsked = true
      return 'chat'
    }
    expect(errorsOf({ url: throwing(new Error('mine')), protocols: asked })).to.have.length(1)
    expect(isAsked).to.equal(false)
    const failing = (): Observable<never> => throwError(() => new Error('mine'))
    expect(errorsOf({ url: failing, headers: failing })).to.have.length(1)
    expect(errorsOf({ url: failing, headers: () => NEVER })).to.have.length(1)
  })

  it('guarantee 11: keeps back the errors of a URL parser, which carry the url, and no others', () => {
    const quoting = [
      Object.assign(new TypeError('Invalid address'), { input: 'ws://secret' }),
      new TypeError('Failed to parse URL from ws://secret'),
    ]
    for (const error of quoting) expect(errorsOf({ url: throwing(error) })[0]?.cause).to.equal(undefined)
    const others = [
      new TypeError('fetch failed'),
      new Error('no URL is left'),
      Object.assign(new Error('mine'), { input: 1 }),
    ]
    for (const error of others) expect(errorsOf({ url: throwing(error) })[0]?.cause).to.equal(error)
  })
})
