import { clientRestart$, clientStart$, defineConnection, error$, start$ } from 'pulsewire'
import { concatMap, map, take } from 'rxjs'

import { echoes, receives, waits } from '../../support/peers/peer-script.ts'
import { closes, loses, opens, says, stalls } from '../../transport/harness.ts'
import { type Case, closed, comesBack, farewell, opened, run, stopOnStart, stopOrSayOnStart } from './case.ts'
import { showEvent } from './record.ts'

/** Ends of an open connection. */
export const endCases: ReadonlyArray<Case> = [
  {
    title: 'stops with a code and a reason of its own',
    scripts: [[opens]],
    run: run({}, stopOnStart(4321, 'genug')),
    events: [...opened, 'Closing 4321', 'Closed 4321 genug clean'],
  },
  {
    title: 'refuses a close code that may never be sent, and stops nothing',
    scripts: [[opens, receives, closes(1000, 'bye')]],
    run: run({}, stopOrSayOnStart(1006)),
    events: [...opened, 'Fault CloseInvalid', closed],
  },
  {
    title: 'stops with a close code of RFC 6455 if the platform may send it',
    scripts: [[opens, receives, closes(1000, 'bye')]],
    run: run({}, stopOrSayOnStart(1001)),
    events: [...opened, 'Closing 1001', 'Closed 1001 clean'],
    hidden: { what: 'it may not be sent', events: [...opened, 'Fault CloseInvalid', closed] },
  },
  {
    title: 'drops the socket when the peer does not answer the closing handshake',
    scripts: [[opens, stalls]],
    run: run({ closeTimeout: 30 }, stopOnStart(1000)),
    events: [...opened, 'Closing 1000', 'Fault ConnectionLost 1006', 'Closed 1006 unclean'],
  },
  {
    title: 'restarts within the same run',
    scripts: [[opens, echoes], farewell],
    run: run({}, (connection) =>
      connection.pipe(
        start$(),
        take(1),
        concatMap(() => clientRestart$(connection)),
      ),
    ),
    events: [...opened, 'Closing 1000', 'Connecting 1', 'Open', closed],
  },
  {
    title: 'comes back after a restart of the peer',
    scripts: [[opens, says('a'), closes(1012, 'restart')], farewell],
    run: run(),
    events: [...opened, 'Message a', 'Fault ConnectionLost 1012 restart', ...comesBack],
  },
  {
    title: 'fails when the peer closes with 4403',
    scripts: [[opens, closes(4403, 'not you')]],
    run: run(),
    events: [...opened, 'Fault ConnectionLost 4403 not you', 'Failed ConnectionLost 4403 not you'],
  },
  {
    title: 'calls the url function again when the peer closes with 4401',
    scripts: [[opens, closes(4401, 'expired')], farewell],
    run: (url) => run({ url: ({ attempt }) => Promise.resolve(`${url}&attempt=${attempt}`) })(url),
    events: [...opened, 'Fault ConnectionLost 4401 expired', ...comesBack],
  },
  {
    title: 'comes back when the connection is dropped',
    scripts: [[opens, says('a'), waits(20), loses], farewell],
    run: run(),
    events: [...opened, 'Message a', 'Fault ConnectionLost 1006', ...comesBack],
  },
  {
    title: 'notices a half-open connection by its heartbeat message',
    scripts: [[opens, stalls], farewell],
    run: run({ heartbeat: { interval: 10, timeout: 40, message: 'ping', isReply: (reply) => reply === 'ping' } }),
    events: [...opened, 'Fault HeartbeatTimedOut', ...comesBack],
  },
  {
    title: 'keeps a connection whose peer answers the heartbeat message, and does not deliver the answers',
    scripts: [[opens, echoes, waits(50), says('a'), closes(1000, 'bye')]],
    run: run({ heartbeat: { interval: 10, timeout: 5_000, message: 'ping', isReply: (reply) => reply === 'ping' } }),
    events: [...opened, 'Message a', closed],
  },
  {
    title: 'emits every error once on a lease that is piped through error$',
    scripts: [
      [opens, closes(1012, '')],
      [opens, closes(4400, '')],
    ],
    run: (url) =>
      clientStart$(defineConnection({ url, retry: { initialDelay: 1, jitter: 'none' } })).pipe(
        error$(),
        map((error) => showEvent({ _tag: 'Fault', error })),
      ),
    events: ['Fault ConnectionLost 1012', 'Fault ConnectionLost 4400'],
  },
]
