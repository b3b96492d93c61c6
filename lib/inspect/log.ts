import { Subscription } from 'rxjs'

import type { Connection } from '../connection/connection.ts'
import { listen } from '../connection/relay.ts'
import { runUserCode } from '../connection/run-user-code.ts'
import { discardPromise } from '../model/mistakes/discard-promise.ts'
import { inspect$ } from './inspect.ts'
import type { Body, Inspection, PublicInput } from './inspection.ts'
import { outline } from './outline.ts'

/** The level of a line. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** A place for lines: `console`, or a logger with the same methods. */
export type LogTarget = { readonly [Level in LogLevel]: (line: string) => void }

/** Options of a log. */
export interface LogOptions {
  /** The lowest level that is written. Default: `debug`. */
  readonly level?: LogLevel | undefined
  /**
   * Returns the text to write for a message, or `undefined` for its kind and size alone. Default: messages are hidden. A
   * function that throws hides the message.
   */
  readonly show?: ((data: string | Uint8Array, direction: 'in' | 'out') => string | undefined) | undefined
}

const levels: ReadonlyArray<LogLevel> = ['debug', 'info', 'warn', 'error']

/**
 * Writes one line for each inspected event, with the time of day and the name of the connection. Messages are hidden, and
 * secrets never stand in it. States are `info`, a wait and its error `warn`, `Failed` and errors in it `error`, all else
 * `debug`.
 *
 * @returns unsubscribing ends the log
 *
 * @example
 * const logging = log(chat, console, { level: 'info' })
 *
 * @throws `TypeError` if it is not a connection
 */
export function log<In, Out>(
  connection: Connection<In, Out>,
  target: LogTarget,
  { level = 'debug', show = () => undefined }: LogOptions = {},
): Subscription {
  const logging = new Subscription()
  const lowest = levels.indexOf(level)
  listen(inspect$(connection), logging, {
    next: (event) => {
      const of = levelOf(event)
      if (levels.indexOf(of) < lowest) return
      runUserCode(() => {
        target[of](`${timeOf(event.wall)} ${connection.name}: ${lineOf(event, show)}`)
      })
    },
    // `inspect$` never completes and never errors.
    error: () => undefined,
    complete: () => undefined,
  })
  return logging
}

function timeOf(wall: number): string {
  return new Date(wall).toISOString().slice(11, 23)
}

function levelOf(event: Inspection): LogLevel {
  if (event._tag === 'Fault') return event.error._tag === 'RetriesExhausted' ? 'error' : 'warn'
  if (event._tag !== 'State') return 'debug'
  return event.state._tag === 'Failed' ? 'error' : event.state._tag === 'Waiting' ? 'warn' : 'info'
}

function lineOf(event: Inspection, show: NonNullable<LogOptions['show']>): string {
  switch (event._tag) {
    case 'State': {
      const { state } = event
      if (state._tag === 'Open') return `Open ${state.url}${state.protocol === '' ? '' : ` (${state.protocol})`}`
      return state._tag === 'Failed' ? `Failed: ${state.error._tag}` : outline(state)
    }
    case 'Fault':
      return `Fault ${event.error._tag}: ${event.error.message}`
    case 'Input':
      return `input ${inputText(event.input)}: ${event.from} -> ${event.to}`
    case 'Dial': {
      const { dial, url, protocols, headers } = event
      const offers = protocols === 0 ? '' : `, ${protocols} subprotocols`
      return `dial ${dial} ${url}${offers}${headers.length === 0 ? '' : `, headers: ${headers.join(', ')}`}`
    }
    case 'Received':
      return `in ${bodyText(event, 'in', show)}${event.isGreeting ? ', for the greeting' : ''}`
    case 'Given':
      return `given ${event.id}: ${bodyText(event, 'out', show)}${event.isVolatile ? ', volatile' : ''}`
    case 'Written':
      if (event.origin === 'send') return `out ${event.id ?? '?'}`
      return `out ${event.origin}: ${bodyText(event, 'out', show)}`
    case 'Settled':
      return `settled ${event.id ?? '?'}: ${event.error === undefined ? 'Right' : `Left ${event.error._tag}`}`
    case 'Withdrawn':
      return `withdrawn ${event.id ?? '?'}`
    case 'Ping':
      return 'ping'
    case 'RoundTrip':
      return `pong after ${Math.round(event.latency)} ms`
    case 'Unsent':
      return `unsent: ${event.messages} messages, ${event.bytes} bytes`
    case 'PeerClosing':
      return `the peer closes: ${event.code}`
  }
}

function inputText(input: PublicInput): string {
  return 'timer' in input ? `${input._tag} ${input.timer}` : input._tag
}

function bodyText({ kind, size, data }: Body, direction: 'in' | 'out', show: NonNullable<LogOptions['show']>): string {
  let shown: string | undefined
  runUserCode(() => {
    const answer: unknown = show(data, direction)
    discardPromise(answer)
    if (typeof answer === 'string') shown = answer
  })
  const text = `${kind}, ${size} bytes`
  // One event is one line.
  return shown === undefined ? text : `${text}: ${shown.replace(/[\r\n]+/g, ' ')}`
}
