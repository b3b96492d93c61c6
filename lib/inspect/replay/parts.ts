import type { RecordedError, RecordedOptions } from '../recording/recorded-event.ts'
import type { DialOutcome, ProgramAct } from './replay.ts'
import { bodySource, quote } from './text.ts'

/** Writes the outcomes of a function of the options, by dial. */
export function outcomesSource(name: string, outcomes: ReadonlyArray<DialOutcome | undefined>): ReadonlyArray<string> {
  const sources = Array.from(outcomes, (outcome) => {
    if (outcome === undefined) return 'NEVER'
    const { after, isFailure } = outcome
    const given = after === 0 ? 'of(0)' : `timer(${after})`
    return isFailure ? `${given}.pipe(switchMap(() => throwError(() => new Error('as recorded'))))` : given
  })
  return [`const ${name} = [${sources.join(', ')}]`]
}

/** Writes the options that are data, each as a field. */
export function optionLines(
  { connectTimeout, closeTimeout, heartbeat, retry, outbox, maxMessageSize }: RecordedOptions,
  hasDiagnose: boolean,
): ReadonlyArray<string> {
  const { limit, bytes, overflow } = outbox
  const alive =
    heartbeat === false
      ? 'false'
      : 'passive' in heartbeat
        ? `{ passive: true, timeout: ${heartbeat.timeout} }`
        : `{ interval: ${heartbeat.interval}, timeout: ${heartbeat.timeout} }`
  const diagnosed = hasDiagnose ? ", diagnose: () => verdicts[dials - 1] ?? 'retry'" : ''
  return [
    `connectTimeout: ${connectTimeout}`,
    `closeTimeout: ${closeTimeout}`,
    `heartbeat: ${alive}`,
    `retry: ${retry === false ? 'false' : `{ ${fields(retry)}${diagnosed} }`}`,
    `outbox: { limit: ${limit}, bytes: ${bytes}, overflow: ${quote(overflow)} }`,
    `maxMessageSize: ${maxMessageSize}`,
  ]
}

function fields(values: object): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? quote(value) : String(value)}`)
    .join(', ')
}

/** Writes the refusal of an opening handshake. */
export function refusalSource({ status, retryAfter, isLasting, isSubprotocolRefused }: RecordedError): string {
  const options = Object.entries({ retryAfter, isLasting, isSubprotocolRefused }).filter(
    ([, value]) => value !== undefined,
  )
  const given = options.length === 0 ? '' : `, { ${fields(Object.fromEntries(options))} }`
  return `refuses(${status}${given})`
}

/** Writes an act of the program as an expression. */
export function actSource(act: ProgramAct): string {
  switch (act._tag) {
    case 'Start':
      return 'clientStart$(chat).subscribe({ error: ignore })'
    case 'Stop':
      return `clientStop$(chat, { ${closeSource(act)} }).subscribe({ error: ignore })`
    case 'Restart':
      return `clientRestart$(chat, { ${closeSource(act)} }).subscribe({ error: ignore })`
    case 'Redial':
      return 'clientRestart$(chat, { abandon: true }).subscribe({ error: ignore })'
    case 'Wake':
      return 'wake$.next()'
    case 'Send':
      return `say(${bodySource(act.body)}${act.isVolatile ? ', true' : ''})`
  }
}

function closeSource({ code, reason }: { readonly code: number; readonly reason: string }): string {
  return `code: ${code}, reason: ${quote(reason)}`
}
