import { parseArgs } from 'node:util'

import { readNumber, readTime, UsageError } from './usage.ts'

/** The arguments of `pulsewire serve`. Times are milliseconds. */
export interface ServeArguments {
  readonly port: number
  readonly host: string
  readonly echoes: boolean
  readonly script: string | undefined
  readonly column: number
  readonly dropEvery: number | undefined
  readonly refuse: { readonly status: number; readonly retryAfter: number | undefined } | undefined
  readonly stalls: boolean
  readonly delay: number
}

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const

/**
 * Reads the arguments of `pulsewire serve`. `undefined`: help is asked for.
 *
 * @throws UsageError
 */
export function readServeArguments(args: ReadonlyArray<string>): ServeArguments | undefined {
  const values = parse(args)
  if (values.help) return undefined
  const { script, refuse } = values
  if (script !== undefined && values.echo) throw new UsageError('--script plays in place of --echo')
  if (values['retry-after'] !== undefined && refuse === undefined)
    throw new UsageError('--retry-after needs --refuse STATUS')
  const retryAfter = values['retry-after']
  return {
    port: readNumber(values.port, '--port', 0, 65_535),
    host: values.host,
    echoes: script === undefined,
    script,
    column: readTime(values.column, '--column'),
    dropEvery: values['drop-every'] === undefined ? undefined : readTime(values['drop-every'], '--drop-every'),
    refuse:
      refuse === undefined
        ? undefined
        : {
            status: readNumber(refuse, '--refuse', 300, 599),
            retryAfter: retryAfter === undefined ? undefined : readNumber(retryAfter, '--retry-after', 0, 1_000_000),
          },
    stalls: values.stall,
    delay: readTime(values.delay, '--delay'),
  }
}

// The type of the result follows from the options.

function parse(args: ReadonlyArray<string>) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { ...text, short: 'p', default: '0' },
        host: { ...text, default: '127.0.0.1' },
        echo: flag,
        script: text,
        column: { ...text, default: '100ms' },
        'drop-every': text,
        refuse: text,
        'retry-after': text,
        stall: flag,
        delay: { ...text, default: '0' },
        help: { ...flag, short: 'h' },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
