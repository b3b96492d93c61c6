import * as t from 'io-ts'
import { clientStop$, type Connection, json, raw, receive$, send, start$ } from 'pulsewire'
import { concatMap, filter, from, merge, type Observable } from 'rxjs'

import { echoes, garbles, receives } from '../../support/peers/peer-script.ts'
import { closes, opens, says } from '../../transport/harness.ts'
import { type Case, closed, comesBack, farewell, opened, run, sayOnStart } from './case.ts'

const stopAfter =
  (count: number) =>
  <In, Out>(connection: Connection<In, Out>): Observable<unknown> =>
    connection.pipe(
      receive$(),
      filter((_, index) => index === count - 1),
      concatMap(() => clientStop$(connection)),
    )

const Tick: t.Type<{ readonly tick: number }, unknown> = t.type({ tick: t.number })

/** Messages in both directions. */
export const messageCases: ReadonlyArray<Case> = [
  {
    title: 'receives text and binary messages in order, and the close of the peer',
    scripts: [[opens, says('grüß'), says(Uint8Array.of(0, 255)), says(''), says(Uint8Array.of()), closes(1000, 'bye')]],
    run: run({ codec: raw }),
    events: [...opened, 'Message grüß', 'Message bytes 0 255', 'Message ', 'Message bytes ', closed],
  },
  {
    title: 'sends text and binary messages in order, and stops',
    scripts: [[opens, echoes]],
    run: run({ codec: raw }, (connection) =>
      merge(sayOnStart<string | Uint8Array>('grüß', Uint8Array.of(0, 255), '😀')(connection), stopAfter(3)(connection)),
    ),
    events: [...opened, 'Message grüß', 'Message bytes 0 255', 'Message 😀', 'Closing 1000', 'Closed 1000 clean'],
  },
  {
    title: 'stays open after a message that does not decode',
    scripts: [
      [opens, says('{"tick":1}'), says('{"tock":2}'), says('nonsense'), says('{"tick":3}'), closes(1000, 'bye')],
    ],
    run: run({ codec: json(Tick) }, (connection) => connection.pipe(receive$())),
    events: [
      ...[...opened, 'Message [object Object]', 'Fault DecodeFailed', 'Fault DecodeFailed'],
      ...['Message [object Object]', closed],
    ],
  },
  {
    title: 'reports a message that cannot be encoded, and sends the others',
    scripts: [[opens, receives, closes(1000, 'bye')]],
    run: run({ codec: json(Tick) }, (connection) =>
      connection.pipe(
        start$(),
        concatMap(() => from([{ tick: 1 }, { tock: 2 } as never])),
        send(connection),
      ),
    ),
    events: [...opened, 'Fault EncodeFailed', closed],
  },
  {
    title: 'fails at a message that is too large, after it has delivered those before',
    scripts: [[opens, says('x'.repeat(10)), says('ä'.repeat(6)), says('never')]],
    run: run({ maxMessageSize: 11 }),
    events: [...opened, `Message ${'x'.repeat(10)}`, 'Fault ProtocolFailed 1009', 'Failed ProtocolFailed 1009'],
  },
  {
    title: 'fails at text that is not UTF-8',
    scripts: [[opens, says('a'), garbles(0x81, 2, 0xc3, 0x28)], farewell],
    run: run(),
    events: [...opened, 'Message a', 'Fault ProtocolFailed 1007', 'Failed ProtocolFailed 1007'],
    hidden: {
      what: 'a breach of the protocol looks like a lost connection',
      events: [...opened, 'Message a', 'Fault ConnectionLost 1006', ...comesBack],
    },
  },
  {
    title: 'fails at a frame that no server may send',
    scripts: [[opens, garbles(0x83, 0)], farewell],
    run: run(),
    events: [...opened, 'Fault ProtocolFailed 1002', 'Failed ProtocolFailed 1002'],
    hidden: {
      what: 'a breach of the protocol looks like a lost connection',
      events: [...opened, 'Fault ConnectionLost 1006', ...comesBack],
    },
  },
]
