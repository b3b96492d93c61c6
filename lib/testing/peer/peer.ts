import { type Observable, ReplaySubject } from 'rxjs'

import { type Clock, defaultClock } from '../../connection/timers/clock.ts'
import type { DialRequest, Transport } from '../../transport/transport.ts'
import { type PeerValue, steps } from './script.ts'
import { ScriptedSocket } from './scripted-socket.ts'

/** The code and reason of a close: code 1005 if its close frame had none. */
export interface PeerClosed {
  /** The close code. */
  readonly code: number
  /** The reason of the close frame. */
  readonly reason: string
}

/** A peer that plays scripts, and the streams of what it saw. They replay everything to a late subscriber and never end. */
export interface Peer {
  /** The transport to give to `defineConnection`. */
  readonly transport: Transport
  /** The messages that the peer received: text as strings, binary messages as copies of their bytes. */
  readonly sent$: Observable<string | Uint8Array>
  /** The request of each dial. */
  readonly dials$: Observable<DialRequest>
  /** The code and reason of each close by the connection. */
  readonly closed$: Observable<PeerClosed>
}

/** Options of a peer. */
export interface PeerOptions {
  /** The clock of the scripts. Default: the platform's time, which `marbles` makes virtual. */
  readonly clock?: Clock | undefined
}

/**
 * Makes a peer that plays marble scripts: the n-th dial plays the n-th script, its first column being the dial, one
 * column a millisecond; the last script serves all later dials. `o`: the opening handshake succeeds. `|`: the peer
 * closes with 1000. `#`: before `o` refused, after it lost without a closing handshake. Any other letter is looked up
 * in `values`, and is a message of its own name if it is not there. A script that runs out stays open and answers
 * pings and the closing handshake at once.
 *
 * Within one frame, the events of the peer come before the timers that were set since the dial.
 *
 * @throws Error - if a script can never be played, such as one with a message before its `o`
 *
 * @example
 * const server = peer(['--o--a--x', '#', '--o'], { a: 'hello', x: closes(1012, 'restart') })
 */
export function peer(
  scripts: ReadonlyArray<string>,
  values: Readonly<Record<string, PeerValue>> = {},
  { clock = defaultClock }: PeerOptions = {},
): Peer {
  const plays = scripts.map((script) => steps(script, values))
  const sent = new ReplaySubject<string | Uint8Array>(Infinity)
  const dials = new ReplaySubject<DialRequest>(Infinity)
  const closed = new ReplaySubject<PeerClosed>(Infinity)
  const observer = {
    sent: (data: string | Uint8Array) => sent.next(data),
    closed: (code: number, reason: string) => closed.next({ code, reason }),
  }
  const last = plays.at(-1)
  if (last === undefined) throw new Error('A peer needs a script to play.')
  let dialed = 0

  const transport: Transport = (request, listener) => {
    const socket = new ScriptedSocket(request, listener, observer, clock)
    const script = plays[dialed++] ?? last
    dials.next(request)
    socket.play(script)
    return socket
  }
  return {
    transport,
    sent$: sent.asObservable(),
    dials$: dials.asObservable(),
    closed$: closed.asObservable(),
  }
}
