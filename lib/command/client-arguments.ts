import { parseArgs } from 'node:util'

import { readNumber, UsageError } from './usage.ts'

/** The arguments of `pulsewire URL`. */
export interface ClientArguments {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly protocols: ReadonlyArray<string>
  readonly tokenCommand: string | undefined
  readonly isInsecure: boolean
  readonly isBinary: boolean
  readonly isJson: boolean
  readonly isOnce: boolean
  readonly waits: boolean
  readonly isQuiet: boolean
  readonly hasDiagram: boolean
  readonly attempts: number
  readonly recordTo: string | undefined
  readonly keepsMessages: boolean
}

/** The order that the arguments give. */
export type Order =
  | { readonly _tag: 'Help' | 'Version' }
  | { readonly _tag: 'Replay'; readonly file: string; readonly isTest: boolean }
  | { readonly _tag: 'Connect'; readonly client: ClientArguments }

const flag = { type: 'boolean', default: false } as const
const text = { type: 'string' } as const

/**
 * Reads the arguments of the command.
 *
 * @throws UsageError
 */
export function readClientArguments(args: ReadonlyArray<string>): Order {
  const { values, positionals } = parse(args)
  if (values.help) return { _tag: 'Help' }
  if (values.version) return { _tag: 'Version' }
  if (values.test && values.replay === undefined) throw new UsageError('--test needs --replay FILE')
  if (values.replay !== undefined) {
    if (positionals.length > 0) throw new UsageError('--replay connects to nothing, so it takes no URL')
    return { _tag: 'Replay', file: values.replay, isTest: values.test }
  }
  const [url, ...others] = positionals
  if (url === undefined) throw new UsageError('a URL is missing, such as ws://127.0.0.1:8080/chat')
  if (others.length > 0) throw new UsageError('one URL is expected, and more were given')
  if (values['record-messages'] && values.record === undefined)
    throw new UsageError('--record-messages needs --record FILE')
  const client: ClientArguments = {
    url,
    headers: Object.fromEntries((values.header ?? []).map(readHeader)),
    protocols: values.subprotocol ?? [],
    tokenCommand: values['token-command'],
    isInsecure: values.insecure,
    isBinary: values.binary,
    isJson: values.json,
    isOnce: values.once,
    waits: values.wait,
    isQuiet: values.quiet,
    hasDiagram: values.diagram,
    attempts: values.attempts === undefined ? Infinity : readNumber(values.attempts, '--attempts', 1, 1_000_000),
    recordTo: values.record,
    keepsMessages: values['record-messages'],
  }
  return { _tag: 'Connect', client }
}

// The type of the result follows from the options.

function parse(args: ReadonlyArray<string>) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        header: { ...text, short: 'H', multiple: true },
        subprotocol: { ...text, short: 's', multiple: true },
        'token-command': text,
        insecure: flag,
        binary: flag,
        json: flag,
        once: flag,
        wait: { ...flag, short: 'w' },
        quiet: { ...flag, short: 'q' },
        diagram: flag,
        attempts: text,
        record: text,
        'record-messages': flag,
        replay: text,
        test: flag,
        help: { ...flag, short: 'h' },
        version: flag,
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function readHeader(header: string): readonly [name: string, value: string] {
  const colon = header.indexOf(':')
  // The value may be a secret, so the header is not repeated.
  if (colon < 1) throw new UsageError("--header takes 'NAME: VALUE'")
  return [header.slice(0, colon).trim(), header.slice(colon + 1).trim()]
}
