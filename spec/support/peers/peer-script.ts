import type { Act } from '../../../lib/testing/peer/script.ts'

/** An act of a peer of `peer-server.ts`: those of `pulsewire/testing`, and more. */
export type PeerAct =
  | Act
  /** From here on, the peer sends every message back as it came. */
  | { readonly _tag: 'Echoes' }
  | { readonly _tag: 'Waits'; readonly ms: number }
  /** Goes on after the next message has come. */
  | { readonly _tag: 'Receives' }
  /** Writes raw bytes: frames that no server may send. */
  | { readonly _tag: 'Garbles'; readonly bytes: ReadonlyArray<number> }

/** The acts of a peer for one dial, in order. */
export type PeerScript = ReadonlyArray<PeerAct>

export const echoes: PeerAct = { _tag: 'Echoes' }
export const receives: PeerAct = { _tag: 'Receives' }
export const waits = (ms: number): PeerAct => ({ _tag: 'Waits', ms })
export const garbles = (...bytes: number[]): PeerAct => ({ _tag: 'Garbles', bytes })

/** Something that a peer received. */
export type PeerRecord =
  | { readonly _tag: 'Dialed' }
  | { readonly _tag: 'Message'; readonly data: string | Uint8Array }
  | { readonly _tag: 'Closed'; readonly code: number; readonly reason: string }

/** Serializes a value to JSON from which `parse` restores bytes too. */
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

/** Returns a name for a peer that no other peer has. */
export const freshId = (): string => crypto.randomUUID()

/**
 * The address of a peer: the n-th dial of an id plays the n-th script, and all later dials play the last one.
 *
 * @param origin - `ws://host:port` of a peer server
 */
export function peerUrl(origin: string, id: string, scripts: ReadonlyArray<PeerScript>): string {
  return `${origin}/peer/${id}?scripts=${encodeURIComponent(stringify(scripts))}`
}

/** The address of the log of an id: all records, from the beginning. Closing the log ends the connections of the id. */
export function logUrl(origin: string, id: string): string {
  return `${origin}/log/${id}`
}
