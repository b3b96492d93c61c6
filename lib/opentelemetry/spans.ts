import {
  type Attributes,
  type Context,
  context,
  type HrTime,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api'

import type { Moment } from '../machine/input.ts'
import type { ConnectionError } from '../model/connection-error.ts'
import { attribute } from './attributes.ts'
import type { Consequence } from './verdict.ts'

/** The fields of a moment that time a span: its length is elapsed time, whatever happens to the time of day meanwhile. */
export type When = Pick<Moment, 'at' | 'wall'>

interface Timed {
  readonly span: Span
  readonly began: When
}

interface Outage extends Timed {
  readonly context: Context
  dials: number
}

/** The end of a dial: `open`, `failed`, or `abandoned` by the program. */
export type Outcome = 'open' | 'failed' | 'abandoned'

/** Seconds and nanoseconds since 1970. The SDK takes a small number for time since the start of the process. */
function toTime(wall: number): HrTime {
  const seconds = Math.floor(wall / 1_000)
  return [seconds, Math.floor((wall - seconds * 1_000) * 1e6)]
}

/** Time of day at a moment after the beginning of a span. */
function timeOf({ began }: Timed, { at }: When): HrTime {
  return toTime(began.wall + (at - began.at))
}

/** Attributes of an error. Its message is free of secrets, and stands in the status of the span alone. */
function errorAttributes(error: ConnectionError): Attributes {
  return {
    [attribute.errorType]: error._tag,
    ...(error._tag === 'HandshakeFailed' && error.status !== undefined && { [attribute.status]: error.status }),
    ...(error._tag === 'ConnectionLost' && { [attribute.closeCode]: error.code }),
  }
}

function fail(span: Span, error: ConnectionError): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message })
}

/** The spans of one connection: one for each dial, and one for each outage, which is the parent of its dials. */
export class Spans {
  readonly #tracer: Tracer
  readonly #name: string
  readonly #isAccepted: boolean
  readonly #attributes: Attributes
  /** The context in which the program requested the latest start or restart. */
  #requested: Context = ROOT_CONTEXT
  #dial: Timed | undefined
  #outage: Outage | undefined

  constructor(tracer: Tracer, name: string, isAccepted: boolean, attributes: Attributes) {
    this.#tracer = tracer
    this.#name = name
    this.#isAccepted = isAccepted
    this.#attributes = attributes
  }

  /** The program starts or restarts the connection, now. */
  requested(): void {
    this.#requested = context.active()
  }

  dialBegan(attempt: number, began: When): void {
    const attributes = {
      ...this.#attributes,
      [attribute.protocolName]: 'websocket',
      // The only version that there is (RFC 6455, section 4.1).
      [attribute.protocolVersion]: '13',
      [attribute.attempt]: attempt,
    }
    const [verb, kind] = this.#isAccepted
      ? (['accept', SpanKind.SERVER] as const)
      : (['connect', SpanKind.CLIENT] as const)
    const options = { kind, startTime: toTime(began.wall), attributes }
    const span = this.#tracer.startSpan(`${verb} ${this.#name}`, options, this.#outage?.context ?? this.#requested)
    this.#dial = { span, began }
    if (this.#outage !== undefined) this.#outage.dials++
  }

  /** The current dial has its address. */
  addressed(attributes: Attributes): void {
    this.#dial?.span.setAttributes(attributes)
  }

  /** @returns milliseconds since the beginning of the dial; `undefined` if that was not seen */
  dialEnded(outcome: Outcome, consequence: Partial<Consequence>, subprotocol: string, now: When): number | undefined {
    const dial = this.#dial
    this.#dial = undefined
    if (dial === undefined) return undefined
    const { verdict, error } = consequence
    dial.span.setAttributes({
      [attribute.outcome]: outcome,
      ...(verdict !== undefined && { [attribute.verdict]: verdict }),
      ...(subprotocol !== '' && { [attribute.subprotocol]: subprotocol }),
      ...(error !== undefined && errorAttributes(error)),
    })
    if (error !== undefined) fail(dial.span, error)
    dial.span.end(timeOf(dial, now))
    return now.at - dial.began.at
  }

  /**
   * An open connection was lost. The outage is a trace of its own, linked with the start: that may be weeks ago, and its
   * trace complete.
   */
  lost(error: ConnectionError, { verdict }: Consequence, began: When): void {
    const attributes = { ...errorAttributes(error), [attribute.verdict]: verdict }
    const start = trace.getSpanContext(this.#requested)
    const links: Link[] = start === undefined ? [] : [{ context: start }]
    const options = {
      root: true,
      startTime: toTime(began.wall),
      attributes: { ...this.#attributes, ...attributes },
      links,
    }
    const span = this.#tracer.startSpan(`reconnect ${this.#name}`, options)
    span.addEvent('pulsewire.loss', attributes, toTime(began.wall))
    this.#outage = { span, began, dials: 0, context: trace.setSpan(ROOT_CONTEXT, span) }
  }

  /** The connection is open. @returns whether that ends an outage */
  opened(now: When): boolean {
    const outage = this.#outage
    if (outage === undefined) return false
    outage.span.addEvent('pulsewire.recovery', { [attribute.dials]: outage.dials }, timeOf(outage, now))
    this.#endOutage(now)
    return true
  }

  /** The connection is at rest. `error`: it gave up. */
  rested(error: ConnectionError | undefined, now: When): void {
    if (this.#outage !== undefined && error !== undefined) fail(this.#outage.span, error)
    this.#endOutage(now)
    this.#requested = ROOT_CONTEXT
  }

  #endOutage(now: When): void {
    const outage = this.#outage
    this.#outage = undefined
    if (outage === undefined) return
    outage.span.setAttribute(attribute.dials, outage.dials)
    outage.span.end(timeOf(outage, now))
  }

  /** Ends the open spans without an outcome: nobody looks on any more. */
  stop(now: When): void {
    const dial = this.#dial
    this.#dial = undefined
    dial?.span.end(timeOf(dial, now))
    this.#endOutage(now)
  }
}
