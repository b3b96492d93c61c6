import type { Observable } from 'rxjs'

import type { Policy } from '../machine/policy.ts'
import type { Codec } from '../model/codec.ts'
import type { Transport } from '../transport/transport.ts'
import type { Asked, ConnectionOptions, Headers } from './options.ts'
import type { OutboxLimits } from './sending/send-queue.ts'
import type { Clock } from './timers/clock.ts'

/** Options with every default filled in: what a connection works from. Secrets are in here. */
export interface Setup<In, Out> extends Policy {
  readonly url: Asked<string | URL>
  readonly port: number | undefined
  readonly headers: Asked<Headers>
  readonly protocols: ReadonlyArray<string>
  readonly tls: Readonly<Record<string, unknown>>
  readonly maxMessageSize: number
  readonly codec: Codec<In, Out>
  readonly greet: ConnectionOptions<In, Out>['greet']
  /** Sent instead of a protocol ping, where given. */
  readonly ping: { readonly message: Out } | undefined
  readonly isReply: ((value: In) => boolean) | undefined
  readonly wake$: Observable<unknown> | undefined
  readonly outbox: OutboxLimits
  readonly linger: number
  readonly transport: Transport
  readonly clock: Clock
  readonly random: () => number
}
