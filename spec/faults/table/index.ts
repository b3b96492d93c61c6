import type { Fault } from '../fault.ts'
import { addresses } from './addresses.ts'
import { breaches } from './breaches.ts'
import { closes } from './closes.ts'
import { endings } from './endings.ts'
import { handshakes } from './handshakes.ts'
import { losses } from './losses.ts'
import { ourselves } from './ourselves.ts'
import { refusals } from './refusals.ts'
import { unreachable } from './unreachable.ts'

/** The chapters of the fault lab. */
export const chapters: Readonly<Record<string, ReadonlyArray<Fault>>> = {
  'nobody there': unreachable,
  'refused by HTTP': refusals,
  'no opening handshake': handshakes,
  'functions of the user': addresses,
  'lost while open': losses,
  'closed by the peer': closes,
  'against the protocol': breaches,
  'ended by us': endings,
  'our own mistakes': ourselves,
}

export const faults: ReadonlyArray<Fault> = Object.values(chapters).flat()
