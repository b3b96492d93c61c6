import { clientRestart$, paced, receive$, type Transport } from 'pulsewire'
import { NEVER } from 'rxjs'

import type { FakePeer } from '../../support/peers/fake-peer.ts'
import { watch } from '../../support/watching.ts'
import { fails, plainFailures, type Row, rowsOf, type Stage } from './row.ts'

/** A transport of the user's, whose first dial fails in some way. */
function failing(peer: FakePeer, fail: () => never): Transport {
  let dialed = 0
  return (request, listener) => (++dialed === 1 ? fail() : peer.transport(request, listener))
}

const dials = rowsOf({ ...plainFailures, 'returns nothing': (() => undefined) as () => never }, (fail, way) => ({
  title: 'the transport',
  wrap: (peer) => failing(peer, fail),
  faults: [`HandshakeFailed: the transport failed (see cause)${way === 'throws' ? '' : ' <- it returned no socket'}`],
}))

/** A transport whose first socket throws in a method. */
const throwingIn =
  (method: string) =>
  (peer: FakePeer): Transport =>
  (request, listener) => {
    const socket = peer.transport(request, listener)
    const original = (socket as unknown as Record<string, (first: unknown) => unknown>)[method]
    const thrower = (first: unknown, ...others: []): unknown =>
      method === 'send' && first !== 'bad' ? original?.call(socket, first, ...others) : fails()
    return peer.sockets.length === 1 ? Object.assign(socket, { [method]: thrower }) : socket
  }

const lost = (method: string): string => `ConnectionLost: the transport threw in ${method}()`

const methods: ReadonlyArray<readonly [method: string, faults: string, act?: (stage: Stage) => unknown]> = [
  [
    'send',
    'SendUncertain: the transport threw while a message was handed to it. The peer may have received the message.',
    ({ write }) => write('bad'),
  ],
  ['ping', lost('ping')],
  ['traffic', lost('traffic')],
  ['resume', lost('resume')],
  [
    'pause',
    lost('pause'),
    ({ chat, peer }) => {
      const pacing = watch(chat.pipe(receive$(), paced(chat, () => NEVER, { highWaterMark: 1 }))) // prettier-ignore
      peer.last.say('a', 'b', 'c')
      pacing.stop()
    },
  ],
  ['close', lost('close'), ({ chat }) => watch(clientRestart$(chat))],
  [
    'terminate',
    'OptionIgnored: the transport threw in terminate(), so the socket may still exist',
    ({ chat }) => watch(clientRestart$(chat, { abandon: true })),
  ],
]

const greeting: Row = {
  title: 'a socket of the transport throws in send, during a greeting',
  wrap: throwingIn('send'),
  options: { greet: ({ send }) => [send('bad')._tag] },
  faults: [
    'SendUncertain: the transport threw while a message was handed to it. The peer may have received the message.',
  ],
}

export const transports: ReadonlyArray<Row> = [
  ...dials,
  greeting,
  ...methods.map(([method, fault, act]) => ({
    title: `a socket of the transport throws in ${method}`,
    options: { heartbeat: { interval: 1_000, timeout: 500 } },
    wrap: throwingIn(method),
    ...(act && { act }),
    faults: [fault],
  })),
]
