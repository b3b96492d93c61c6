import { right } from 'fp-ts/lib/Either.js'
import { type Codec, text as plain } from 'pulsewire'

import { certificate } from '../../support/certificate.ts'
import { frame } from '../../support/peers/raw-peer.ts'
import { closing, endlessly, onClose, opening, saying, text } from '../answers.ts'
import { type Fault, open, opening as dialing, stopped, unanswered } from '../fault.ts'

const brief: Codec<string, string> = { ...plain, decode: () => right('flood') }
const large = 'x'.repeat(6_000_000)
const lost = stopped('1000', '1006 unclean', '! ConnectionLost 1006')
const abandoned = ['Idle', 'Connecting 1', 'Closed 1006 unclean']

/** Ends that the user begins, with peers that do not cooperate. */
export const endings: ReadonlyArray<Fault> = [
  { options: unanswered, title: 'the peer never answers the close', peer: saying(), stopAt: 'Open', tells: lost },
  {
    title: 'the peer answers the close with another code',
    peer: onClose((tcp) => tcp.write(closing(4001, 'me too'))),
    stopAt: 'Open',
    tells: stopped('1000', '4001'),
  },
  {
    title: 'the peer answers the close without a code',
    peer: onClose((tcp) => tcp.write(frame(0x88))),
    stopAt: 'Open',
    tells: stopped('1000', '1005'),
  },
  {
    title: 'the peer answers the close with an illegal code',
    peer: onClose((tcp) => tcp.write(closing(999))),
    stopAt: 'Open',
    tells: stopped('1000', '1006 unclean', '! ProtocolFailed 1002'),
  },
  {
    title: 'the peer answers the close, and keeps the TCP connection',
    peer: onClose((tcp) => tcp.write(closing(1000))),
    stopAt: 'Open',
    tells: stopped('1000', '1000'),
  },
  {
    options: unanswered,
    title: 'the peer answers the close with a reset',
    peer: onClose((tcp) => tcp.resetAndDestroy()),
    stopAt: 'Open',
    tells: lost,
  },
  {
    options: unanswered,
    title: 'the peer answers the close by ending the TCP connection',
    peer: onClose((tcp) => tcp.end()),
    stopAt: 'Open',
    tells: lost,
  },
  {
    title: 'the peer sends messages before it answers the close',
    peer: onClose((tcp) => tcp.write(Buffer.concat([text('one'), text('two'), closing(1000)]))),
    stopAt: 'Open',
    tells: stopped('1000', '1000', '< one', '< two'),
  },
  {
    title: 'the peer breaks the protocol instead of answering the close',
    peer: onClose((tcp) => tcp.write(frame(0x83))),
    stopAt: 'Open',
    tells: stopped('1000', '1006 unclean', '! ProtocolFailed 1002'),
  },
  {
    options: unanswered,
    title: 'the peer sends pings for ever instead of answering the close',
    peer: onClose((tcp) => {
      endlessly(tcp, Buffer.concat(Array<Buffer>(100).fill(frame(0x89, 'x'))))
    }),
    stopAt: 'Open',
    tells: lost,
  },
  {
    options: unanswered,
    title: 'the peer reads nothing while the queue is flushed',
    peer: opening((tcp) => tcp.pause()),
    sends: [large],
    stopAt: 'Open',
    tells: stopped('1000', '1006 unclean', '! SendUncertain 1006', '! ConnectionLost 1006'),
  },
  {
    options: unanswered,
    title: 'the peer closes while the queue is flushed',
    peer: opening((tcp) => {
      tcp.pause()
      setTimeout(() => tcp.write(closing(1001)), 20)
    }),
    sends: [large],
    stopAt: 'Open',
    tells: stopped('1000', '1006 unclean', '! SendUncertain 1006', '! ConnectionLost 1006'),
  },
  {
    options: unanswered,
    title: 'the peer resets the TCP connection while the queue is flushed',
    peer: opening((tcp) => {
      tcp.pause()
      setTimeout(() => tcp.resetAndDestroy(), 20)
    }),
    sends: [large],
    stopAt: 'Open',
    tells: stopped('1000', '1006 unclean', '! SendUncertain 1006', '! ConnectionLost 1006'),
  },
  {
    options: unanswered,
    title: 'the peer ends the TCP connection while the queue is flushed',
    peer: opening((tcp) => {
      tcp.pause()
      setTimeout(() => tcp.end(), 20)
    }),
    sends: [large],
    stopAt: 'Open',
    tells: stopped('1000', '1006 unclean', '! SendUncertain 1006', '! ConnectionLost 1006'),
  },
  {
    title: 'both close at once',
    peer: opening((tcp) => tcp.write(closing(1000))),
    stopAt: 'Open',
    tells: stopped('1000', '1000'),
  },
  {
    title: 'the stop has a code and a reason of its own',
    peer: onClose((tcp) => tcp.write(closing(4321))),
    stopAt: 'Open',
    stop: { code: 4321, reason: 'genug' },
    tells: stopped('4321', '4321'),
  },
  {
    title: 'the stop has a code that may not be sent',
    peer: opening((tcp) => setTimeout(() => tcp.write(closing(1000)), 50)),
    stopAt: 'Open',
    stop: { code: 1006 },
    tells: [...open(undefined, 'closed').slice(0, 3), '! CloseInvalid', 'Closed 1000'],
  },
  { title: 'the stop comes in the turn of the start', peer: saying(), stopAt: 'starting', tells: abandoned },
  { title: 'the stop comes in answer to Connecting', peer: saying(), stopAt: 'Connecting 1', tells: abandoned },
  { title: 'the stop comes while the peer is silent', peer: {}, stopAfter: 50, tells: abandoned },
  {
    title: 'the stop comes within the TLS handshake',
    peer: {},
    url: (url) => url.replace('ws:', 'wss:'),
    stopAfter: 50,
    tells: abandoned,
  },
  {
    title: 'the stop comes within an opening handshake over TLS',
    peer: { tls: certificate },
    options: { tls: { ca: certificate.cert } },
    stopAfter: 100,
    tells: abandoned,
  },
  {
    title: 'the stop comes while the url function hangs',
    url: () => () => new Promise<string>(() => undefined),
    stopAfter: 20,
    tells: abandoned,
  },
  {
    title: 'the stop comes within the greeting',
    peer: saying(),
    options: { greet: () => new Promise(() => undefined) },
    stopAfter: 100,
    tells: abandoned,
  },
  {
    title: 'the stop comes while a retry is due',
    tells: dialing('HandshakeFailed ECONNREFUSED', 'retry'),
    stopAt: 'Waiting 2',
  },
  {
    title: 'the stop comes in answer to the Fault',
    tells: ['Idle', 'Connecting 1', '! HandshakeFailed ECONNREFUSED', 'Waiting 2', 'Closed 1006 unclean'],
    stopAt: '! HandshakeFailed ECONNREFUSED',
  },
  {
    options: unanswered,
    title: 'a start comes while closing, and a stop after it',
    peer: saying(),
    stopAt: 'Open',
    act: (_line, { start }, nth) => {
      if (nth === 4) start()
    },
    tells: [
      ...['Idle', 'Connecting 1', 'Open', 'Closing 1000', '! ConnectionLost 1006', 'Closed 1006 unclean'],
      ...['Connecting 1', 'Open', 'Closing 1000', '! ConnectionLost 1006', 'Closed 1006 unclean'],
    ],
  },
  {
    options: unanswered,
    title: 'a restart meets a peer that answers no close',
    peer: opening((tcp, before) => {
      if (before === 1) tcp.write(text('again'))
    }),
    act: (_line, { restart }, nth) => {
      if (nth === 3) restart()
    },
    stopAt: '< again',
    tells: [
      ...['Idle', 'Connecting 1', 'Open', 'Closing 1000', '! ConnectionLost 1006', 'Connecting 1', 'Open', '< again'],
      ...['Closing 1000', '! ConnectionLost 1006', 'Closed 1006 unclean'],
    ],
  },
  {
    title: 'the stop comes in a flood of messages',
    peer: opening((tcp) => {
      endlessly(tcp, text('x'.repeat(60_000)))
    }),
    options: { ...unanswered, codec: brief },
    stopAfter: 150,
    tells: [
      ...['Idle', 'Connecting 1', 'Open', '< flood', 'Closing 1000', '< flood', '! ConnectionLost 1006'],
      'Closed 1006 unclean',
    ],
  },
]
