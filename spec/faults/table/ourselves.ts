import { clientStart$, type Codec, receive$, text as plain } from 'pulsewire'
import { map, throwError } from 'rxjs'

import { obliging, text } from '../answers.ts'
import { type Fault, opening } from '../fault.ts'

function fail(why: string): never {
  throw new Error(why)
}

const picky: Codec<string, string> = {
  decode: (data) => (data === 'bad' ? fail('cannot decode') : plain.decode(data)),
  encode: (value) => (value === 'bad' ? fail('cannot encode') : plain.encode(value)),
}

const peer = obliging(text('one'), text('bad'), text('two'))
const heard = ['< one', '< bad', '< two']
const before = ['Idle', 'Connecting 1', 'Open']
const after = ['Closing 1000', 'Closed 1000']
const unharmed = { peer, stopAt: '< two', tells: [...before, ...heard, ...after] }

/** The lines of a connection that reports an option which failed before its first end. */
const ignoring = ([idle = '', connecting = '', ...rest]: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...[idle, connecting, '! OptionIgnored'],
  ...rest,
]

/** Faults of the user's own code. The connection and its other subscribers go on. */
export const ourselves: ReadonlyArray<Fault> = [
  {
    ...unharmed,
    title: 'a subscriber throws at a message',
    arrange: (connection) => {
      connection.subscribe((event) => event._tag === 'Message' && event.value === 'bad' && fail('the subscriber threw'))
    },
    own: ['the subscriber threw'],
  },
  {
    ...unharmed,
    title: 'a subscriber throws at Open',
    arrange: (connection) => {
      connection.subscribe((event) => event._tag === 'Open' && fail('the subscriber threw at Open'))
    },
    own: ['the subscriber threw at Open'],
  },
  {
    ...unharmed,
    title: 'a subscriber throws while closing',
    arrange: (connection) => {
      connection.subscribe((event) => event._tag === 'Closing' && fail('the subscriber threw at Closing'))
    },
    own: ['the subscriber threw at Closing'],
  },
  {
    ...unharmed,
    title: 'a projector throws, and no error handler is there',
    arrange: (connection) => {
      connection
        .pipe(
          receive$(),
          map(() => fail('the projector threw')),
        )
        .subscribe()
    },
    own: ['the projector threw'],
  },
  {
    ...unharmed,
    title: 'a projector throws, and its pipeline loses its own lease',
    arrange: (connection) => {
      clientStart$(connection)
        .pipe(
          receive$(),
          map(() => fail('handled')),
        )
        .subscribe({ error: () => undefined })
    },
  },
  {
    ...unharmed,
    title: 'an error handler throws',
    arrange: (connection) => {
      clientStart$(connection)
        .pipe(map((event) => (event._tag === 'Open' ? fail('handled') : event)))
        .subscribe({ error: () => fail('the error handler threw') })
    },
    own: ['the error handler threw'],
  },
  {
    title: 'the codec throws at a message that came in',
    peer,
    options: { codec: picky },
    stopAt: '< two',
    tells: [...before, '< one', '! DecodeFailed', '< two', ...after],
  },
  {
    title: 'the codec throws at a message that is to go out',
    peer,
    options: { codec: picky },
    sends: ['good', 'bad', 'good'],
    stopAt: '< two',
    tells: ['Idle', 'Connecting 1', '! EncodeFailed', 'Open', '< one', '! DecodeFailed', '< two', ...after],
  },
  {
    ...unharmed,
    title: 'the predicate of heartbeat replies throws',
    options: { heartbeat: { interval: 10_007, timeout: 10_009, isReply: () => fail('no reply') } },
    tells: [...before, ...heard.flatMap((line) => ['! OptionIgnored', line]), ...after],
  },
  {
    title: 'diagnose throws',
    options: { retry: { initialDelay: 30_000, jitter: 'none', diagnose: () => fail('no verdict') } },
    tells: ignoring(opening('HandshakeFailed ECONNREFUSED', 'retry')),
  },
  {
    title: 'wake$ errors',
    options: { wake$: throwError(() => new Error('nobody wakes')) },
    tells: ignoring(opening('HandshakeFailed ECONNREFUSED', 'retry')),
  },
  {
    title: 'more is sent than the outbox takes',
    options: { outbox: { limit: 2 } },
    sends: ['one', 'two', 'three', 'four'],
    tells: [
      // One Fault for the whole period of fullness.
      ...['Idle', 'Connecting 1', '! OutboxFull', '! HandshakeFailed ECONNREFUSED', 'Waiting 2'],
      ...['! NotOpen', 'Closed 1006 unclean'],
    ],
  },
  {
    title: 'something is sent after the stop',
    peer,
    stopAt: '< two',
    act: (line, { send }) => {
      if (line === 'Closing 1000') send('late')
    },
    tells: [...before, ...heard, 'Closing 1000', '! NotOpen', 'Closed 1000'],
  },
]
