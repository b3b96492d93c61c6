import type { Random } from '../../lib/testing/faulty/random.ts'
import type { Act, Step } from '../../lib/testing/peer/script.ts'
import { oneOf, weighed, whole } from './draw.ts'
import type { Script } from './plan.ts'

/** Limit of the connection, bytes. */
export const maxMessageSize = 64

/** Beginnings of messages: the codec of the simulated application refuses the first, and throws at the second. */
export const nonsense = 'nonsense'
export const horror = 'horror'

/** A message whose bytes take so many milliseconds to arrive. */
export const slow = /^slow(\d+) /

const refusals = [400, 401, 403, 404, 408, 429, 500, 503] as const
const closeCodes = [1000, 1001, 1002, 1006, 1008, 1011, 1012, 1013, 4400, 4401, 4429, 3333] as const

/** Draws the acts of the peer in one dial. Each of its messages is unique, so that it can be told from all others. */
export function drawScript(random: Random, dial: number): Script {
  const steps: Step[] = []
  let frame = weighed(random, [
    [3, () => 0],
    [6, () => whole(random, 1, 10)],
    [1, () => whole(random, 11, 80)],
  ])
  const add = (act: Act): void => {
    steps.push({ frame, act })
    frame += weighed(random, [
      [3, () => 0],
      [5, () => whole(random, 1, 6)],
      [3, () => whole(random, 7, 60)],
    ])
  }
  if (random() < 0.15) {
    add(drawRefusal(random))
    return steps
  }
  add({ _tag: 'Opens' })
  const count = whole(random, 0, 14)
  for (let n = 0; n < count; n++) {
    if (random() < 0.06) {
      const duration = whole(random, 20, 300)
      frame += duration
      add({ _tag: 'Says', data: `slow${duration} p${dial}.${n}` })
    } else add(drawSaying(random, `p${dial}.${n}`))
  }
  if (random() < 0.75) add(drawEnding(random))
  return steps
}

function drawRefusal(random: Random): Act {
  return weighed<Act>(random, [
    [4, () => ({ _tag: 'Refuses', status: oneOf(random, refusals) })],
    [1, () => ({ _tag: 'Refuses', status: 503, retryAfter: whole(random, 1, 200) })],
    [2, () => ({ _tag: 'Loses' })],
    [1, () => ({ _tag: 'Stalls' })],
  ])
}

function drawSaying(random: Random, name: string): Act {
  const data = weighed<string | Uint8Array>(random, [
    [12, () => name],
    [4, () => new TextEncoder().encode(name)],
    [1, () => `${nonsense} ${name}`],
    [1, () => `${horror} ${name}`],
    [0.3, () => name.padEnd(maxMessageSize + 1, '.')],
  ])
  return { _tag: 'Says', data }
}

function drawEnding(random: Random): Act {
  return weighed<Act>(random, [
    [5, () => ({ _tag: 'Closes', code: oneOf(random, closeCodes), reason: oneOf(random, ['', 'enough']) })],
    [4, () => ({ _tag: 'Loses' })],
    [2, () => ({ _tag: 'Stalls' })],
  ])
}
