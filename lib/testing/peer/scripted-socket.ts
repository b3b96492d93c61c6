import { decodeUtf8Leniently, encodeUtf8 } from '../../codecs/utf8.ts'
import type { Clock } from '../../connection/timers/clock.ts'
import type { DialRequest, Socket, SocketEnd, SocketListener, WriteDone } from '../../transport/transport.ts'
import { inbox } from '../inbox.ts'
import { messageSize } from '../message-size.ts'
import type { Act, Step } from './script.ts'

/** Callbacks for what the peer receives. */
export interface PeerObserver {
  readonly sent: (data: string | Uint8Array) => void
  readonly closed: (code: number, reason: string) => void
}

/** Copies a message as the peer reads it: bytes sent as text become a string. */
function asReceived(data: string | Uint8Array, isBinary: boolean): string | Uint8Array {
  if (isBinary) return typeof data === 'string' ? encodeUtf8(data) : new Uint8Array(data)
  return typeof data === 'string' ? data : decodeUtf8Leniently(data)
}

/** The socket of a scripted peer. It answers pings and the closing handshake in the same frame. */
export class ScriptedSocket implements Socket {
  readonly #request: DialRequest
  readonly #listener: SocketListener
  readonly #observer: PeerObserver
  readonly #clock: Clock
  readonly #inbox = inbox()
  #cancels: ReadonlyArray<() => void> = []
  #phase: 'opening' | 'open' | 'closing' | 'ended' = 'opening'
  #stalled = false
  #ignoring = false
  #blocked = false
  #unsent = 0

  constructor(request: DialRequest, listener: SocketListener, observer: PeerObserver, clock: Clock) {
    this.#request = request
    this.#listener = listener
    this.#observer = observer
    this.#clock = clock
  }

  /** Plays a script. Its first column is now, and has been played when this returns. */
  play(script: ReadonlyArray<Step>): void {
    const later = script.filter(({ frame }) => frame > 0)
    // Before the first event: in one frame the peer comes before every timer that was set since the dial.
    this.#cancels = later.map(({ frame, act }) => this.#clock.after(frame, () => this.#do(act)))
    for (const { frame, act } of script) if (frame === 0) this.#do(act)
  }

  get bufferedAmount(): number {
    return this.#phase === 'ended' ? 0 : this.#unsent
  }

  send(data: string | Uint8Array, isBinary: boolean, done: WriteDone): void {
    if (this.#phase === 'ended') return
    if (this.#phase !== 'open') {
      done(new Error('The socket is not open.'))
      return
    }
    if (this.#stalled || this.#blocked) {
      this.#unsent += messageSize(data)
      return
    }
    this.#observer.sent(asReceived(data, isBinary))
    done()
  }

  close(code = 1005, reason = ''): void {
    if (this.#phase === 'opening') this.terminate()
    if (this.#phase !== 'open') return
    this.#phase = 'closing'
    this.#observer.closed(code, reason)
    // As a real socket does: the peer's close frame has to be read.
    this.#inbox.resume()
    if (this.#stalled || this.#ignoring) return
    const answer = (): void => this.#end({ _tag: 'Closed', code, reason, wasClean: true })
    // In this frame, but after this has returned, as with a real socket.
    this.#cancels = [...this.#cancels, this.#clock.after(0, () => this.#inbox.put(answer))]
  }

  terminate(): void {
    this.#break()
  }

  ping(): void {
    if (this.#phase === 'open' && !this.#stalled && !this.#ignoring) this.#inbox.put(() => this.#listener.ponged())
  }

  pause(): void {
    if (this.#phase === 'open') this.#inbox.pause()
  }

  resume(): void {
    this.#inbox.resume()
  }

  #do(act: Act): void {
    if (this.#phase === 'ended' || this.#stalled) return
    switch (act._tag) {
      case 'Opens':
        this.#inbox.put(() => this.#open())
        break
      case 'Says':
        this.#inbox.put(() => this.#receive(act.data))
        break
      case 'Closes':
        this.#inbox.put(() => this.#closed(act.code, act.reason))
        break
      case 'Refuses':
        this.#inbox.put(() => this.#end({ ...act, _tag: 'Refused' }))
        break
      case 'Loses':
        this.#inbox.put(() => this.#break())
        break
      case 'Violates':
        this.#inbox.put(() => this.#violated(act.code))
        break
      case 'Ignores':
        this.#ignoring = true
        break
      case 'Blocks':
        this.#blocked = true
        break
      case 'Stalls':
        this.#stalled = true
        this.#silence()
    }
  }

  #open(): void {
    this.#phase = 'open'
    this.#listener.opened({ protocol: this.#request.protocols[0] ?? '', extensions: '' })
  }

  #receive(data: string | Uint8Array): void {
    if (messageSize(data) <= this.#request.maxMessageSize) {
      this.#listener.received(data, typeof data !== 'string')
      return
    }
    this.#violated(1009)
  }

  #violated(code: number): void {
    this.#observer.closed(code, '')
    this.#end({ _tag: 'Violated', code })
  }

  #closed(code: number, reason: string): void {
    if (this.#phase === 'opening' || code === 1006) {
      this.#break()
      return
    }
    if (this.#phase === 'open') this.#listener.closing?.(code, reason)
    this.#end({ _tag: 'Closed', code, reason, wasClean: true })
  }

  #break(): void {
    const isOpening = this.#phase === 'opening'
    this.#end(isOpening ? { _tag: 'Refused' } : { _tag: 'Closed', code: 1006, reason: '', wasClean: false })
  }

  #silence(): void {
    for (const cancel of this.#cancels) cancel()
    this.#cancels = []
  }

  #end(end: SocketEnd): void {
    if (this.#phase === 'ended') return
    this.#phase = 'ended'
    this.#silence()
    this.#inbox.clear()
    this.#listener.ended(end)
  }
}
