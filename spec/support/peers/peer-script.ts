import type { Act } from '../../transport/harness.ts'

/** What a peer of `peer-server.ts` does, in order: the acts of the transports' contract, and more. */
export type PeerAct =
  | Act
  /** From here on, every message goes back as it came. */
  | { readonly _tag: 'Echoes' }
  | { readonly _tag: 'Waits'; readonly ms: number }
  /** Writes bytes past the protocol: frames that no server should send. */
  | { readonly _tag: 'Garbles'; readonly bytes: ReadonlyArray<number> }

/** What a peer does for one dial. */
export type PeerScript = ReadonlyArray<PeerAct>

export const echoes: PeerAct = { _tag: 'Echoes' }
export const waits = (ms: number): PeerAct => ({ _tag: 'Waits', ms })
export const garbles = (...bytes: number[]): PeerAct => ({ _tag: 'Garbles', bytes })

/** What a peer heard, as its log tells it. */
export type Heard =
  | { readonly _tag: 'Dialed' }
  | { readonly _tag: 'Message'; readonly data: string | Uint8Array }
  | { readonly _tag: 'Closed'; readonly code: number; readonly reason: string }

/** JSON in which bytes survive. */
export function stringify(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (part instanceof Uint8Array ? { bytes: [...part] } : part))
}

export function parse(json: string): unknown {
  return JSON.parse(json, (_, part: unknown) =>
    typeof part === 'object' && part !== null && 'bytes' in part && !('_tag' in part)
      ? Uint8Array.from(part.bytes as number[])
      : part,
  )
}

/** A name for a peer that nobody else has. */
export const freshId = (): string => crypto.randomUUID()

/**
 * Where a peer answers: the n-th dial of an id meets the n-th script, and all later ones meet the last.
 *
 * @param origin - `ws://host:port` of a peer server
 */
export function peerUrl(origin: string, id: string, scripts: ReadonlyArray<PeerScript>): string {
  return `${origin}/peer/${id}?scripts=${encodeURIComponent(stringify(scripts))}`
}

/** Where everything that the peers of an id heard is told, from the beginning. Its end makes an end of them. */
export function logUrl(origin: string, id: string): string {
  return `${origin}/log/${id}`
}
