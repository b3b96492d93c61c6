import { type Subscriber, Subscription } from 'rxjs'

import type { Connection } from '../connection/connection.ts'
import { listen } from '../connection/relay.ts'
import { runUserCode } from '../connection/run-user-code.ts'
import { discardPromise } from '../model/mistakes/discard-promise.ts'
import type { Opening, OpeningSource } from '../transport/accepting.ts'
import type { AcceptRules } from './accept-options.ts'
import { type Answer, type AskPeer, type CausedRefusal, decision$ } from './decision.ts'
import { isOriginAllowed } from './origins.ts'
import { Peer } from './peer.ts'
import { isRefusal } from './refusal.ts'
import { type AcceptingPlatform, type ResolvedPeer, resolvePeer } from './resolve-peer.ts'

/** The options of `accept$`, with those of its connections resolved. */
export interface ResolvedRules<In, Out, Request> {
  readonly rules: AcceptRules<In, Out, Request>
  /** The options of a peer that `peer` adds nothing to. */
  readonly common: ResolvedPeer<In, Out>
  readonly platform: AcceptingPlatform
}

const wrongOrigin = 'This origin may not connect. The server must name it in its option origins.'

/** One subscription of `accept$`: it decides about openings and keeps account of the network connections. */
export class Acceptance<In, Out, Request> {
  readonly #resolved: ResolvedRules<In, Out, Request>
  readonly #subscriber: Subscriber<Connection<In, Out>>
  readonly #peers = new Set<Peer<In, Out>>()
  #phase: 'Accepting' | 'Draining' | 'Over' = 'Accepting'
  readonly #source = new Subscription()

  constructor(resolved: ResolvedRules<In, Out, Request>, subscriber: Subscriber<Connection<In, Out>>) {
    this.#resolved = resolved
    this.#subscriber = subscriber
  }

  start(source: OpeningSource<Request>): void {
    const error = (cause: unknown): void => {
      this.#subscriber.error(cause)
    }
    const complete = (): void => {
      this.#subscriber.complete()
    }
    this.#source.add(
      source(
        (opening) => {
          this.#take(opening)
        },
        { error, complete },
      ),
    )
    const shutdown = this.#resolved.rules.shutdown$?.subscribe({
      next: () => {
        this.#drain()
      },
      error,
    })
    this.#subscriber.add(shutdown)
  }

  /** Stops accepting. Connections go on; peers that are still undecided are refused. */
  end(): void {
    this.#phase = 'Over'
    this.#source.unsubscribe()
    for (const peer of this.#peers) peer.refuse?.()
  }

  #drain(): void {
    if (this.#phase !== 'Accepting') return
    this.#phase = 'Draining'
    this.#source.unsubscribe()
    for (const peer of [...this.#peers]) peer.shutDown()
    this.#completeIfDrained()
  }

  #completeIfDrained(): void {
    if (this.#phase === 'Draining' && this.#peers.size === 0) this.#subscriber.complete()
  }

  #take(opening: Opening<Request>): void {
    const { path, origins, maxConnections = Infinity } = this.#resolved.rules
    if (path !== undefined && path !== opening.path) this.#refuse(opening, 404)
    else if (!isOriginAllowed(origins, opening.origin, opening.host)) this.#refuse(opening, 403, { body: wrongOrigin })
    else if (this.#peers.size >= maxConnections) this.#refuse(opening, 503)
    else this.#admit(opening)
  }

  #admit(opening: Opening<Request>): void {
    const { rules, common } = this.#resolved
    const peer = new Peer<In, Out>()
    this.#peers.add(peer)
    opening.onGone(() => {
      this.#peers.delete(peer)
      peer.cancelWait()
      this.#completeIfDrained()
    })
    if (rules.peer === undefined) this.#open(opening, peer, common)
    else this.#decide(opening, peer, rules.peer)
  }

  #decide(opening: Opening<Request>, peer: Peer<In, Out>, ask: AskPeer<In, Out, Request>): void {
    const { clock, connectTimeout } = this.#resolved.common.options
    const asking = new Subscription()
    peer.cancelWait = () => {
      runUserCode(() => {
        asking.unsubscribe()
      })
    }
    peer.refuse = () => {
      peer.decided()
      this.#refuse(opening, 503)
    }
    listen(decision$<In, Out, Request>(ask, opening.request, clock, connectTimeout), asking, {
      next: (answer) => {
        peer.decided()
        this.#answer(opening, peer, answer)
      },
      error: () => undefined,
      complete: () => undefined,
    })
  }

  #answer(opening: Opening<Request>, peer: Peer<In, Out>, answer: Answer<In, Out>): void {
    const { rules, platform } = this.#resolved
    let resolved: ResolvedPeer<In, Out>
    try {
      if (isRefusal(answer)) {
        this.#refuse(opening, answer.status, answer)
        return
      }
      resolved = resolvePeer(rules, answer, platform)
    } catch (cause) {
      this.#refuse(opening, 500, { cause })
      return
    }
    this.#open(opening, peer, resolved)
  }

  #open(opening: Opening<Request>, peer: Peer<In, Out>, resolved: ResolvedPeer<In, Out>): void {
    const { options, name, settings, maxGreetingSize } = resolved
    const { url, remote } = opening
    const accepted = opening.accept(settings)
    if (accepted === undefined) {
      this.#report(opening, 400, undefined)
      return
    }
    const identity = { name: name ?? (remote === '' ? url : remote), url }
    this.#subscriber.next(peer.connect(accepted, identity, options, maxGreetingSize))
    if (!peer.isUnclaimed) return
    peer.cancelWait = options.clock.after(options.connectTimeout, () => {
      peer.turnAway()
    })
  }

  #refuse(
    opening: Opening<Request>,
    status: number,
    { headers, body, cause }: Partial<Pick<CausedRefusal, 'headers' | 'body' | 'cause'>> = {},
  ): void {
    opening.refuse(status, headers, body)
    this.#report(opening, status, cause)
  }

  #report({ request }: Opening<Request>, status: number, cause: unknown): void {
    try {
      discardPromise(this.#resolved.rules.onRefused?.({ request, status, ...(cause === undefined ? {} : { cause }) }))
    } catch {
      // No peer may end the process.
    }
  }
}
