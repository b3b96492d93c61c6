import type { Plan, Script, Step } from './plan.ts'

/** Returns whether a smaller plan still fails in the same way. */
type Fails = (plan: Plan) => boolean

/** Removes as many parts as it can: halves first, then shorter and shorter stretches, then single parts. */
function fewer<T>(parts: ReadonlyArray<T>, fails: (fewer: ReadonlyArray<T>) => boolean): ReadonlyArray<T> {
  let left = parts
  for (let length = Math.ceil(parts.length / 2); length >= 1; length = Math.floor(length / 2)) {
    for (let end = left.length; end > 0; end -= length) {
      const without = [...left.slice(0, Math.max(0, end - length)), ...left.slice(end)]
      if (fails(without)) left = without
    }
  }
  return left
}

function put<T>(parts: ReadonlyArray<T>, at: number, part: T): ReadonlyArray<T> {
  return parts.map((other, index) => (index === at ? part : other))
}

const calm: Plan['network'] = {
  latency: 0,
  refusals: 0,
  cuts: 0,
  lostWrites: 0,
  halfOpen: 0,
  slowReading: 0,
  slowness: 0,
}

const plain: Partial<Plan['settings']> = {
  linger: 0,
  heartbeat: false,
  url: 'plain',
  protocols: 'none',
  greet: 'none',
  diagnose: 'default',
  platform: 'node',
  outbox: { limit: 1_024, bytes: 1 << 20, overflow: 'reject' },
}

/** Sets each of these fields to its plain value, if the plan still fails with it. */
function plainer<K extends 'network' | 'settings'>(plan: Plan, key: K, wanted: Partial<Plan[K]>, fails: Fails): Plan {
  return Object.entries(wanted).reduce<Plan>((smaller, [field, value]) => {
    const tried: Plan = { ...smaller, [key]: { ...smaller[key], [field]: value } }
    return fails(tried) ? tried : smaller
  }, plan)
}

function steps(plan: Plan, fails: Fails): Plan {
  const left = fewer<Step>(plan.steps, (steps) => fails({ ...plan, steps }))
  const unwrapped = left.reduce<Plan>(
    (smaller, step, at) => {
      const { act, pause } = step
      const simpler: ReadonlyArray<Step> = [
        ...(pause > 0 ? [{ act, pause: 0 }] : []),
        ...(act._tag === 'SendNonsense'
          ? [{ act: { _tag: 'Send' as const, sender: act.sender, count: 1, size: 0 }, pause }]
          : []),
        ...(act._tag === 'Send' && act.count > 1 ? [{ act: { ...act, count: 1 }, pause }] : []),
      ]
      return simpler.reduce<Plan>((best, tried) => {
        const candidate = { ...best, steps: put(best.steps, at, tried) }
        return fails(candidate) ? candidate : best
      }, smaller)
    },
    { ...plan, steps: left },
  )
  return unwrapped
}

function scripts(plan: Plan, fails: Fails): Plan {
  const shorter = fewer<Script>(plan.scripts, (scripts) => scripts.length > 0 && fails({ ...plan, scripts }))
  return shorter.reduce<Plan>(
    (smaller, script, dial) => {
      const having = (acts: Script): Plan => ({ ...smaller, scripts: put(smaller.scripts, dial, acts) })
      return having(fewer(script, (acts) => fails(having(acts))))
    },
    { ...plan, scripts: shorter },
  )
}

/**
 * Returns the smallest plan it can find that still fails: fewer steps, fewer and shorter scripts, a calmer network,
 * plainer settings, again and again until it finds nothing more to remove.
 */
export function shrink(plan: Plan, fails: Fails): Plan {
  let smallest = plan
  for (let before = ''; before !== JSON.stringify(smallest);) {
    before = JSON.stringify(smallest)
    smallest = steps(smallest, fails)
    smallest = scripts(smallest, fails)
    smallest = plainer(smallest, 'network', calm, fails)
    smallest = plainer(smallest, 'settings', plain, fails)
  }
  return smallest
}
