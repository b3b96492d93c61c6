#!/usr/bin/env node
import { readFileSync } from 'node:fs'

import { fromJSON } from '../inspect/recording/recording.ts'
import { converse } from './client.ts'
import { readClientArguments } from './client-arguments.ts'
import { exitCode } from './exit-code.ts'
import { help, serveHelp } from './help.ts'
import { colourFor } from './output.ts'
import { serve } from './serve.ts'
import { readServeArguments } from './serve-arguments.ts'
import { UsageError } from './usage.ts'

/** Runs the command, and returns its exit code. */
async function run([first, ...rest]: ReadonlyArray<string>): Promise<number> {
  if (first === 'serve') {
    const given = readServeArguments(rest)
    if (given === undefined) print(serveHelp)
    else await serve(given)
    return exitCode.closed
  }
  const order = readClientArguments(first === undefined ? [] : [first, ...rest])
  switch (order._tag) {
    case 'Help':
      print(help)
      return exitCode.closed
    case 'Version':
      print(version())
      return exitCode.closed
    case 'Replay':
      print(replay(order.file, order.isTest))
      return exitCode.closed
    case 'Connect':
      return converse(order.client)
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

function version(): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(file) as { readonly version: string }).version
}

function replay(file: string, isTest: boolean): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`)
  }
  const read = fromJSON(text)
  if (read._tag === 'Left') {
    const issues = read.left.map(({ path, message }) => `${path} ${message}`.trim())
    throw new UsageError(`${file} is no recording: ${issues.join('; ')}`)
  }
  if (isTest) return read.right.toTest().trimEnd()
  const colour = colourFor(process.stdout)
  const width = process.stdout.isTTY ? process.stdout.columns : 98
  return read.right.diagram({ width, paint: (piece, style) => colour(piece, style) })
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`pulsewire: ${error.message}\nRun pulsewire --help for the arguments.\n`)
  process.exitCode = exitCode.usage
}
