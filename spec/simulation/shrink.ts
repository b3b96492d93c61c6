import type { Plan, Script, Step } from './plan.ts'

/** Returns whether a smaller plan still fails in the same way. */
type Fails = (plan: Plan) => Promise<boolean>

/** Removes as many parts as it can: halves first, then shorter and shorter stretches, then single parts. */
async function fewer<T>(
  parts: ReadonlyArray<T>,
  fails: (fewer: ReadonlyArray<T>) => Promise<boolean>,
): Promise<ReadonlyArray<T>> {
  let left = parts
  for (let length = Math.ceil(parts.length / 2); length >= 1; length = Math.floor(length / 2)) {
    for (let end = left.length; end > 0; end -= length) {
      const without = [...left.slice(0, Math.max(0, end - length)), ...left.slice(end)]
      if (await fails(without)) left = without
    }
  }
  return left
}

/** Returns the last of the plans that fails, each made of the one before that failed. */
async function smallerOf(plan: Plan, changes: ReadonlyArray<(plan: Plan) => Plan>, fails: Fails): Promise<Plan> {
  let smallest = plan
  for (const change of changes) {
    const tried = change(smallest)
    if (await fails(tried)) smallest = tried
  }
  return smallest
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
  wake: 'plain',
  platform: 'node',
  outbox: { limit: 1_024, bytes: 1 << 20, overflow: 'reject' },
}

/** Sets each of these fields to its plain value, if the plan still fails with it. */
function plainer<K extends 'network' | 'settings'>(
  plan: Plan,
  key: K,
  wanted: Partial<Plan[K]>,
  fails: Fails,
): Promise<Plan> {
  const changes = Object.entries(wanted).map(([field, value]) => (smaller: Plan): Plan => ({
    ...smaller,
    [key]: { ...smaller[key], [field]: value },
  }))
  return smallerOf(plan, changes, fails)
}

/** Simpler steps in the place of one. */
function simpler({ act, pause }: Step): ReadonlyArray<Step> {
  return [
    ...(pause > 0 ? [{ act, pause: 0 }] : []),
    ...(act._tag === 'SendNonsense'
      ? [{ act: { _tag: 'Send' as const, sender: act.sender, count: 1, size: 0 }, pause }]
      : []),
    ...(act._tag === 'Send' && act.count > 1 ? [{ act: { ...act, count: 1 }, pause }] : []),
    ...(act._tag === 'Send' && act.slow !== undefined && act.slow > 0 ? [{ act: { ...act, slow: 0 }, pause }] : []),
  ]
}

async function steps(plan: Plan, fails: Fails): Promise<Plan> {
  const left = await fewer<Step>(plan.steps, (steps) => fails({ ...plan, steps }))
  const changes = left.flatMap((step, at) =>
    simpler(step).map((tried) => (smaller: Plan): Plan => ({ ...smaller, steps: put(smaller.steps, at, tried) })),
  )
  return mergePauses(await smallerOf({ ...plan, steps: left }, changes, fails), fails)
}

/** Removes the steps of which the pause alone matters: the step before them waits for it. */
async function mergePauses(plan: Plan, fails: Fails): Promise<Plan> {
  let smallest = plan
  for (let at = plan.steps.length - 1; at > 0; at--) {
    const [before, step] = smallest.steps.slice(at - 1, at + 1)
    if (before === undefined || step === undefined) continue
    const merged = { ...before, pause: before.pause + step.pause }
    const tried = { ...smallest, steps: [...smallest.steps.slice(0, at - 1), merged, ...smallest.steps.slice(at + 1)] }
    if (await fails(tried)) smallest = tried
  }
  return smallest
}

async function scripts(plan: Plan, fails: Fails): Promise<Plan> {
  const shorter = await fewer<Script>(plan.scripts, (scripts) =>
    isAny(scripts, (some) => fails({ ...plan, scripts: some })),
  )
  let smallest: Plan = { ...plan, scripts: shorter }
  for (const [dial, script] of shorter.entries()) {
    const having = (acts: Script): Plan => ({ ...smallest, scripts: put(smallest.scripts, dial, acts) })
    smallest = having(await fewer(script, (acts) => fails(having(acts))))
  }
  return smallest
}

/** Asks about a list, if it is not empty. */
const isAny = <T>(list: ReadonlyArray<T>, ask: (list: ReadonlyArray<T>) => Promise<boolean>): Promise<boolean> =>
  list.length > 0 ? ask(list) : Promise.resolve(false)

/**
 * Returns the smallest plan it can find that still fails: fewer steps, fewer and shorter scripts, a calmer network,
 * plainer settings, again and again until it finds nothing more to remove.
 */
export async function shrink(plan: Plan, fails: Fails): Promise<Plan> {
  let smallest = plan
  for (let before = ''; before !== JSON.stringify(smallest);) {
    before = JSON.stringify(smallest)
    smallest = await steps(smallest, fails)
    smallest = await scripts(smallest, fails)
    smallest = await plainer(smallest, 'network', calm, fails)
    smallest = await plainer(smallest, 'settings', plain, fails)
  }
  return smallest
}
