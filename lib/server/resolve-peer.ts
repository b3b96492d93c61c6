import { type Platform, type ResolvedOptions, resolveOptions } from '../connection/options/resolve-options.ts'
import { withDefaults } from '../connection/options/with-defaults.ts'
import type { End, Verdict } from '../model/diagnose.ts'
import type { OpeningSettings } from '../transport/accepting.ts'
import type { AcceptRules, PeerOptions } from './accept-options.ts'
import { diagnosePeer } from './diagnose-peer.ts'

/** The options of accepted connections with all defaults filled in. */
export interface ResolvedPeer<In, Out> {
  /** The same object for all peers with the same options: each connection adds its name, url and transport. */
  readonly options: ResolvedOptions<In, Out>
  /** The name in the options. `undefined`: the connection is named after the peer's network address. */
  readonly name: string | undefined
  readonly settings: OpeningSettings
  readonly maxGreetingSize: number
}

/** The defaults of a kind of accepted connections. */
export interface AcceptingPlatform extends Platform {
  /** The verdict on an end. Default: `diagnosePeer`. */
  readonly diagnose?: (end: End) => Verdict
}

/** Bytes. Tokens and hellos are far smaller, and a chunk that Node reads is no larger. */
const defaultGreetingSize = 64 * 1_024

/**
 * Fills in the defaults.
 *
 * @throws `SettingsInvalid` with all faults of options that can never work
 */
export function resolvePeer<In, Out, Request>(
  rules: AcceptRules<In, Out, Request>,
  answer: PeerOptions<In, Out>,
  platform: AcceptingPlatform,
): ResolvedPeer<In, Out> {
  const { path: _p, origins: _o, maxConnections: _m, peer: _f, shutdown$: _s, onRefused: _r, ...common } = rules
  const { protocols = [], maxGreetingSize = defaultGreetingSize, ...given } = withDefaults(common, answer)
  // The url stands for that of each peer.
  const options = resolveOptions<In, Out>({ ...given, protocols, url: 'ws://localhost', retry: false }, platform)
  const { maxMessageSize, compression, closeTimeout, retry } = options
  // With `stableAfter: 0` the first start after the end fails at once. Later ones wait their backoff (guarantee 8).
  const { diagnose = diagnosePeer } = platform
  const ofPeers = { address: undefined, diagnose, retry: { ...retry, stableAfter: 0 }, wake$: undefined }
  const list = typeof protocols === 'string' ? [protocols] : protocols
  return {
    options: Object.assign(options, ofPeers),
    name: given.name,
    settings: { protocols: list, maxMessageSize, compression, closeTimeout },
    maxGreetingSize,
  }
}
