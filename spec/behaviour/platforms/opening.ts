import { take, throwError } from 'rxjs'

import { echoes, receives } from '../../support/peers/peer-script.ts'
import { closes, loses, opens, stalls } from '../../transport/harness.ts'
import { type Case, closed, comesBack, farewell, opened, run } from './case.ts'

/** A dial, up to the opening or the failure of the connection. */
export const openingCases: ReadonlyArray<Case> = [
  {
    title: 'reports the subprotocol that the peer chose',
    scripts: [farewell],
    run: run({ protocols: ['chat', 'superchat'] }),
    events: ['Connecting 1', 'Open chat', closed],
  },
  {
    title: 'retries when the peer drops the opening handshake, and fails after maxAttempts',
    scripts: [[loses]],
    run: run({ retry: { initialDelay: 1, jitter: 'none', maxAttempts: 2 } }),
    events: [
      ...['Connecting 1', 'Fault HandshakeFailed', 'Waiting for 2', 'Connecting 2', 'Fault HandshakeFailed'],
      ...['Fault RetriesExhausted after 2', 'Failed RetriesExhausted after 2'],
    ],
  },
  {
    title: 'retries after HTTP 503',
    scripts: [[{ _tag: 'Refuses', status: 503, retryAfter: 0 }], farewell],
    run: run(),
    events: ['Connecting 1', 'Fault HandshakeFailed 503', ...comesBack],
    hidden: { what: 'the status is hidden', events: ['Connecting 1', 'Fault HandshakeFailed', ...comesBack] },
  },
  {
    title: 'fails after HTTP 404',
    scripts: [[{ _tag: 'Refuses', status: 404, retryAfter: 0 }], farewell],
    run: run(),
    events: ['Connecting 1', 'Fault HandshakeFailed 404', 'Failed HandshakeFailed 404'],
    hidden: { what: 'the status is hidden', events: ['Connecting 1', 'Fault HandshakeFailed', ...comesBack] },
  },
  {
    title: 'fails when the opening handshake takes longer than connectTimeout',
    scripts: [[stalls]],
    run: run({ connectTimeout: 50, retry: false }),
    events: ['Connecting 1', 'Fault ConnectTimedOut', 'Failed ConnectTimedOut'],
  },
  {
    title: 'greets before it is open',
    scripts: [[opens, echoes, receives, closes(1000, 'bye')]],
    run: run({
      greet: (peer) => {
        peer.send('hello')
        return peer.receive$.pipe(take(1))
      },
    }),
    events: [...opened, closed],
  },
  {
    title: 'reports a greeting that fails',
    scripts: [[opens]],
    run: run({ greet: () => throwError(() => new Error('no')), retry: false }),
    events: ['Connecting 1', 'Fault GreetingFailed', 'Failed GreetingFailed'],
  },
  {
    title: 'reports a url function that fails',
    scripts: [[opens]],
    run: run({ url: () => Promise.reject(new Error('offline')), retry: false }),
    events: ['Connecting 1', 'Fault AddressFailed', 'Failed AddressFailed'],
  },
]
