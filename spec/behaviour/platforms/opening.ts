import { take, throwError } from 'rxjs'

import { echoes, waits } from '../../support/peers/peer-script.ts'
import { closes, loses, opens, stalls } from '../../transport/harness.ts'
import { type Case, closed, comesBack, farewell, opened, run } from './case.ts'

/** What becomes of a dial until it is open. */
export const openingCases: ReadonlyArray<Case> = [
  {
    title: 'tells the subprotocol that the peer chose',
    scripts: [farewell],
    run: run({ protocols: ['chat', 'superchat'] }),
    events: ['Connecting 1', 'Open chat', closed],
  },
  {
    title: 'tries again where nobody answers the opening handshake, and gives up after its attempts',
    scripts: [[loses]],
    run: run({ retry: { initialDelay: 1, jitter: 'none', maxAttempts: 2 } }),
    events: [
      ...['Connecting 1', 'Fault HandshakeFailed', 'Waiting for 2', 'Connecting 2', 'Fault HandshakeFailed'],
      ...['Fault RetriesExhausted after 2', 'Failed RetriesExhausted after 2'],
    ],
  },
  {
    title: 'tries again after a refusal that time may heal',
    scripts: [[{ _tag: 'Refuses', status: 503, retryAfter: 0 }], farewell],
    run: run(),
    events: ['Connecting 1', 'Fault HandshakeFailed 503', ...comesBack],
    hidden: { what: 'the status is hidden', events: ['Connecting 1', 'Fault HandshakeFailed', ...comesBack] },
  },
  {
    title: 'fails at a refusal that the same request would only meet again',
    scripts: [[{ _tag: 'Refuses', status: 404, retryAfter: 0 }], farewell],
    run: run(),
    events: ['Connecting 1', 'Fault HandshakeFailed 404', 'Failed HandshakeFailed 404'],
    hidden: { what: 'the status is hidden', events: ['Connecting 1', 'Fault HandshakeFailed', ...comesBack] },
  },
  {
    title: 'gives up an opening handshake that takes too long',
    scripts: [[stalls]],
    run: run({ connectTimeout: 50, retry: false }),
    events: ['Connecting 1', 'Fault ConnectTimedOut', 'Failed ConnectTimedOut'],
  },
  {
    title: 'greets before it is open',
    scripts: [[opens, echoes, waits(30), closes(1000, 'bye')]],
    run: run({
      greet: (peer) => {
        peer.send('hello')
        return peer.receive$.pipe(take(1))
      },
    }),
    events: [...opened, closed],
  },
  {
    title: 'tells a greeting that fails',
    scripts: [[opens]],
    run: run({ greet: () => throwError(() => new Error('no')), retry: false }),
    events: ['Connecting 1', 'Fault GreetingFailed', 'Failed GreetingFailed'],
  },
  {
    title: 'tells an address that cannot be had',
    scripts: [[opens]],
    run: run({ url: () => Promise.reject(new Error('offline')), retry: false }),
    events: ['Connecting 1', 'Fault AddressFailed', 'Failed AddressFailed'],
  },
]
