import type { Line } from './judge.ts'
import type { Action, Plan, Script } from './plan.ts'

/** An action in one line. */
export function describeAction(act: Action): string {
  if (act._tag === 'Within') return `within the next ${act.tag}: ${describeAction(act.act)}`
  const { _tag, ...fields } = act._tag === 'Pattern' ? act.act : act
  return [_tag, ...Object.entries(fields).map(([name, value]) => `${name} ${String(value)}`)].join(' ')
}

function describeScript(script: Script): string {
  if (script.length === 0) return 'nothing'
  const lines = script.map(({ frame, act }) => {
    const { _tag, ...fields } = act
    const values = Object.values(fields).map((value: unknown) =>
      typeof value === 'string' ? `'${value}'` : String(value),
    )
    return [`${frame} ms`, _tag, ...values].join(' ')
  })
  return lines.join(', ')
}

/** A whole plan as text. */
export function describePlan({ seed, settings, network, scripts, steps }: Plan): string {
  return [
    `seed ${seed}`,
    `settings ${JSON.stringify(settings, (_, value: unknown) => (value === Infinity ? 'Infinity' : value))}`,
    `network ${JSON.stringify(network)}`,
    'acts of the peer in each dial:',
    ...scripts.map((script, dial) => `  ${dial}: ${describeScript(script)}`),
    'actions of the application:',
    ...steps.map(({ act, pause }) => `  ${describeAction(act)}${pause > 0 ? `, and ${pause} ms pass` : ''}`),
  ].join('\n')
}

/** A line of a trace. */
export function describeLine([time, what]: Line): string {
  return `${time} ${typeof what === 'string' ? what : `> ${describeAction(what)}`}`
}
