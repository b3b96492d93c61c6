import type { Random } from '../../../lib/testing/faulty/random.ts'
import type { WorldAction } from '../../patterns/session/world.ts'
import { oneOf, weighed, whole } from '../draw.ts'

/** The kinds of a run: a network that drops, a server that also forgets, or peers that also lie. */
export type SessionRunKind = 'Drops' | 'Forgets' | 'Lies'

/** Numbers that a peer has no right to. */
const numbers = [
  '0',
  '1',
  '2',
  '3',
  '7',
  '64',
  '1000000',
  '9007199254740991',
  '9007199254740992',
  '-1',
  '1e9',
  '',
] as const

function drawLie(random: Random): string {
  const number = oneOf(random, numbers)
  return weighed(random, [
    [3, () => `a${number}`],
    [3, () => `m${number}:forged`],
    [1, () => `h{"got":${number}}`],
    [1, () => `w{"id":"forged","continuity":"${oneOf(random, ['fresh', 'resumed', 'lost'])}","got":${number}}`],
    [1, () => oneOf(random, ['', 'm', 'x', 'h{', 'w', 'a1a', 'm1'])],
  ])
}

/** Draws the actions of a run. */
export function drawActions(random: Random, kind: SessionRunKind): ReadonlyArray<WorldAction> {
  const rare = (weight: number, isDrawn: boolean): number => (isDrawn ? weight : 0)
  return Array.from({ length: whole(random, 20, 120) }, () =>
    weighed<WorldAction>(random, [
      [8, () => ({ _tag: 'Deliver' })],
      [8, () => ({ _tag: 'Push' })],
      [3, () => ({ _tag: 'Cut', server: oneOf(random, ['AtOnce', 'Late', 'Never']) })],
      [0.5, () => ({ _tag: 'Stop' })],
      [2, () => ({ _tag: 'Start' })],
      [7, () => ({ _tag: 'Pass', ms: whole(random, 0, 12) })],
      [rare(1, kind === 'Forgets'), () => ({ _tag: 'Forget' })],
      [rare(1, kind === 'Lies'), () => ({ _tag: 'Forge', data: drawLie(random) })],
      [rare(1, kind === 'Lies'), () => ({ _tag: 'ForgeHello', data: drawLie(random) })],
      [rare(1, kind === 'Lies'), () => ({ _tag: 'Repeat' })],
    ]),
  )
}
