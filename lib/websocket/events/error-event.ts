import * as platform from '#events'

import type { ConnectionError } from '../../model/connection-error.ts'
import type { PlatformEvent } from './platform-events.ts'

/** The fields of an error event that are used here. */
export interface ErrorEventFields {
  /** The error of the connection, if there is one. */
  readonly error?: unknown
  /** A sentence about what happened. */
  readonly message?: string
  /** The file of the script that threw. Empty for errors of a connection. */
  readonly filename?: string
  /** The line in that file; 0 for errors of a connection. */
  readonly lineno?: number
  /** The column in that line; 0 for errors of a connection. */
  readonly colno?: number
}

/** An event with the error that caused it. */
export type FailureEvent = PlatformEvent & {
  readonly error: ConnectionError
  /** The message of `error`: free of secrets. */
  readonly message: string
}

/** The constructor of error events. */
export type ErrorEventClass = new (
  type: string,
  fields?: ErrorEventFields,
) => PlatformEvent & Required<ErrorEventFields>

/** The platform's `ErrorEvent`, or one of ours where it has none (Node). */
export const ErrorEvent: ErrorEventClass = platform.ErrorEvent

/** An `error` event as WHATWG WebSockets has it, a plain `Event`, with the error added to it. */
export function failureEvent(error: ConnectionError): FailureEvent {
  return Object.assign(new Event('error'), { error, message: error.message })
}
