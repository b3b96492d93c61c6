import { asyncScheduler } from 'rxjs'

import type { Connection } from '../../../lib/connection/connection.ts'
import { inspect$, type Inspection } from '../../../lib/inspect/index.ts'
import type { Peer, PeerValue } from '../../../lib/testing/index.ts'
import { parseMarbleString } from '../../../lib/testing/marbles/marble-string.ts'
import type { SocketListener, Transport } from '../../../lib/transport/transport.ts'
import type { LaneName, Mark, Track } from './report.ts'
import { describeAct, describeState, shorten, showData } from './words.ts'

/** Marks that are kept of one test. More cannot be read in a drawing. */
const maxMarks = 1_000

/** Characters of a mark's text that are kept. */
const maxText = 400

interface OpenTrack extends Track {
  readonly marks: Mark[]
}

/** The messages that were given to `send`, by their numbers. */
type Messages = Map<number, Pick<Mark, 'at' | 'label' | 'text'>>

/** Keeps what the connections of one test do, in virtual time. */
export class Recorder {
  readonly #tracks: OpenTrack[] = []
  readonly #watched = new WeakSet()
  /** The track of the latest dial: a peer plays its script for that connection. */
  #dialing: OpenTrack | undefined
  #count = 0

  get tracks(): ReadonlyArray<Track> {
    return this.#tracks
  }

  get isCut(): boolean {
    return this.#count > maxMarks
  }

  /** Records a connection from now on, once. */
  watch<In, Out>(connection: Connection<In, Out>): void {
    if (this.#watched.has(connection)) return
    this.#watched.add(connection)
    const track: OpenTrack = { name: connection.name, marks: [] }
    this.#tracks.push(track)
    const messages: Messages = new Map()
    // It lasts as long as the connection, which ends with its test, and never errors.
    // eslint-disable-next-line rxjs-x/no-ignored-error
    inspect$(connection).subscribe((event) => {
      this.#take(track, event, messages)
    })
  }

  /** A peer that records its scripts as they are played. */
  peer(real: Peer, scripts: ReadonlyArray<string>, values: Readonly<Record<string, PeerValue>>): Peer {
    let dialed = 0
    const transport: Transport = (request, listener) => {
      const script = scripts[Math.min(dialed++, scripts.length - 1)] ?? ''
      const end = this.#play(script, values)
      return real.transport(request, observeEnd(listener, end))
    }
    return { ...real, transport }
  }

  /** Adds the signs of a script at their times. Returns a function that removes those after the end of the socket. */
  #play(script: string, values: Readonly<Record<string, PeerValue>>): () => void {
    const track = this.#dialing
    const began = asyncScheduler.now()
    this.#add(track, { lane: 'peer', at: began, kind: 'dial', label: '', text: `dialed: plays '${script.trim()}'` })
    const planned = new Set<Mark | undefined>()
    for (const { frame, sign } of parseMarbleString(script)) {
      const text = describeAct(sign, values)
      planned.add(this.#add(track, { lane: 'peer', at: began + frame, kind: 'act', label: sign, text }))
    }
    return () => {
      const now = asyncScheduler.now()
      track?.marks.splice(0, Infinity, ...track.marks.filter((mark) => mark.at <= now || !planned.has(mark)))
    }
  }

  #take(track: OpenTrack, event: Inspection, messages: Messages): void {
    const at = asyncScheduler.now()
    const put = (lane: LaneName, kind: string, label: string, text: string): void => {
      this.#add(track, { lane, at, kind, label, text })
    }
    switch (event._tag) {
      case 'State':
        put('state', event.state._tag, event.state._tag, describeState(event.state))
        break
      case 'Fault':
        put('errors', 'error', '!', `${event.error._tag}: ${event.error.message}`)
        break
      case 'Dial':
        this.#dialing = track
        break
      case 'Received':
        put('received', event.kind, shorten(showData(event.data)), showData(event.data))
        break
      case 'Given':
        messages.set(event.id, { at, label: shorten(showData(event.data)), text: showData(event.data) })
        break
      case 'Written': {
        const given = event.id === undefined ? undefined : messages.get(event.id)
        if (given !== undefined && given.at < at) {
          this.#add(track, { lane: 'sent', kind: 'queued', ...given, text: `${given.text}: queued` })
        }
        const from = event.origin === 'send' ? '' : ` (${event.origin})`
        put('sent', event.kind, shorten(showData(event.data)), showData(event.data) + from)
        break
      }
      case 'Settled':
        if (event.error !== undefined) put('sent', 'unsent', '×', `not sent: ${event.error.message}`)
        break
      case 'Ping':
        put('sent', 'ping', '', 'ping')
        break
      case 'RoundTrip':
        put('received', 'ping', '', `pong, ${event.latency} ms after the ping`)
        break
      case 'Input':
      case 'Withdrawn':
      case 'Unsent':
      case 'PeerClosing':
    }
  }

  /** Adds a mark, and returns it as it is kept; `undefined` if there are too many. */
  #add(track: OpenTrack | undefined, mark: Mark): Mark | undefined {
    if (track === undefined || ++this.#count > maxMarks) return undefined
    const kept = mark.text.length > maxText ? { ...mark, text: `${mark.text.slice(0, maxText)}…` } : mark
    track.marks.push(kept)
    return kept
  }
}

/** A listener that calls `end` too, when its socket has ended. Its methods keep their own `this`. */
function observeEnd(listener: SocketListener, end: () => void): SocketListener {
  return new Proxy(listener, {
    get: (target, key) => {
      const found: unknown = Reflect.get(target, key, target)
      if (typeof found !== 'function') return found
      return (...parameters: ReadonlyArray<unknown>): unknown => {
        if (key === 'ended') end()
        return Reflect.apply(found, target, parameters)
      }
    },
  })
}
