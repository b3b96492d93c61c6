import type { Survivor } from './report.ts'

/** A change: the file below `lib/`, the code before it (or a part of it), and the code after it if others are noticed. */
type Change = readonly [file: string, original: string, replacement?: string]

/** Changes that no spec can notice, or need not. */
const reasons: Readonly<Record<string, ReadonlyArray<Change>>> = {
  'no difference: the condition is for the types; the value is always there': [
    ['connection/receiving/back-pressure.ts', '?.socket'],
    ['connection/receiving/back-pressure.ts', 'socket?.pause', 'socket.pause'],
    ['connection/receiving/back-pressure.ts', 'socket?.resume', 'socket.resume'],
    ['connection/receiving/back-pressure.ts', 'dial?.fail'],
    ['connection/receiving/deliver.ts', 'core.dial?.heartbeat'],
    ['connection/receiving/deliver.ts', 'socket.toText?.(data)'],
    ['connection/receiving/deliver.ts', 'socket.isText?.(data)', 'socket.isText(data)'],
    ['connection/dialing/dial.ts', 'greet === undefined', 'false'],
    ['connection/dialing/dial.ts', 'this.#greeting?.release'],
    ['connection/dialing/dial.ts', '[]', '["Stryker was here"]'],
    ['connection/dialing/dial.ts', 'this.socket?.send'],
    ['connection/dialing/dial.ts', 'this.#pendingAddress?.unsubscribe'],
    ['connection/dialing/dial.ts', 'this.socket === undefined', 'false'],
    ['connection/dialing/greeting.ts', 'this.#subscription?.unsubscribe'],
    ['connection/dialing/greeting.ts', 'this.#dial.socket?.'],
    ['connection/dialing/greeting.ts', 'first === undefined', 'false'],
    ['connection/dialing/greeting.ts', 'socket === undefined', 'false'],
    ['connection/dialing/heartbeat.ts', 'this.#dial.socket?.traffic'],
    ['connection/dialing/heartbeat.ts', 'socket === undefined', 'false'],
    ['connection/dialing/greeting.ts', 'false', 'true'],
    ['connection/carry-out.ts', 'core.dial?.'],
    ['connection/carry-out.ts', 'dial?.abandon'],
    ['connection/leases.ts', 'ended === undefined', 'false'],
    ['connection/leases.ts', 'joined !== undefined', 'true'],
    ['connection/leases.ts', 'this.#current === undefined', 'false'],
    ['connection/leases.ts', 'this.#next?.size', 'this.#next.size'],
    ['connection/core.ts', 'signal !== undefined', 'true'],
    ['connection/lease-observable.ts', 'dispose !== undefined'],
    ['connection/sending/send-queue.ts', 'entry === undefined', 'false'],
    ['connection/sending/outbox-writer.ts', 'dial?.report'],
  ],
  'no difference: the condition is for the types; without it the missing field decides in the same way': [
    ['machine/dialing.ts', "cause._tag === 'HandshakeFailed'", 'true'],
    ['machine/ended.ts', "state._tag === 'Open'", 'true'],
    ['connection/dialing/dial-request.ts', "address._tag === 'Left'", 'false'],
    ['connection/dialing/dial-request.ts', "'Left'"],
  ],
  'no difference: `timeout - NaN > 0` is false, so it waits for input in the same way': [
    ['machine/heartbeat.ts', 'aliveAt === undefined', 'false'],
  ],
  'no difference: the initial value is replaced before it is read': [
    ['connection/timers/machine-timer.ts', "'connect'"],
    ['connection/timers/machine-timer.ts', "'Elapsed'"],
    ['connection/timers/shared-timers.ts', '-Infinity'],
    ['connection/dialing/signs-of-life.ts', 'false', 'true'],
    ['connection/dialing/greeting.ts', "'Running'"],
  ],
  'no difference: nothing reads it after this': [['connection/dialing/greeting.ts', '[]', '["Stryker was here"]']],
  'no difference: a greeting replaces the value before any message that is held is delivered': [
    ['connection/dialing/dial.ts', 'true', 'false'],
  ],
  'no difference: the teardown of the subscription leaves the list in the same way': [
    ['connection/leases.ts', 'joined !== undefined'],
  ],
  'missing spec: the listener of a signal that outlives many leases': [['connection/lease-observable.ts', "'abort'"]],
  'belongs to specs that the run does not take: `sendFrom` in real time, the facade `websocket`, the failures of callbacks':
    [
      ['connection/carry-out.ts', 'command.code === 1005'],
      ['connection/sending/next-turn.ts', ''],
      ['connection/watch-wake.ts', ''],
      ['connection/core.ts', 'OptionIgnored'],
      ['connection/core.ts', '{ option }'],
    ],
  'no difference: a second stop changes nothing': [
    ['connection/core.ts', '!this.#leases.isNeeded(this.state)', 'true'],
    ['connection/leases.ts', "state.afterClose._tag === 'Rest'"],
    ['connection/leases.ts', "'Rest'"],
  ],
  'runs once, while its module is loaded: `spec/bridges/proxied.spec.ts` notices it': [
    ['connection/connection.ts', "'__v_skip'"],
    ['connection/connection.ts', '{ value: true }'],
    ['connection/connection.ts', 'true', 'false'],
  ],
  'runs once, while its module is loaded: specs of `npm test` notice it': [
    ['connection/timers/clock.ts', 'true', 'false'],
    ['connection/timers/clock.ts', '() => asyncScheduler.now()'],
    ['machine/dialing.ts', "'NeverOpen'"],
  ],
  'no difference: the two names only have to differ from each other': [
    ['connection/checks/warn.ts', "'not started'"],
    ['connection/checks/warn.ts', "'defined in a render'"],
  ],
  'no difference: the number of the dial in the report decides in the same way, in `transition`': [
    ['connection/carry-out.ts', 'core.state.epoch !== epoch', 'false'],
    ['connection/dialing/dial.ts', 'this.#core.dial === this', 'true'],
    ['connection/dialing/dial.ts', 'this.#core.dial !== this', 'false'],
    ['connection/dialing/dial.ts', 'false', 'true'],
  ],
  'no difference: `isReply` that is `undefined` throws, and counts as `false` in the same way': [
    ['connection/receiving/deliver.ts', 'isReply !== undefined', 'true'],
    ['connection/receiving/deliver.ts', '{ return false }'],
  ],
  'no difference: only a passive heartbeat reads the time of a sign': [
    ['connection/dialing/signs-of-life.ts', '!this.#isTimed', 'false'],
    ['connection/dialing/signs-of-life.ts', 'isAlive && !this.#isTimed', 'false'],
    ['connection/dialing/heartbeat.ts', 'this.#signs.isTimed', 'true'],
  ],
  'no difference: a socket has traffic at every look or at none': [
    ['connection/dialing/signs-of-life.ts', 'before !== undefined'],
    ['connection/dialing/signs-of-life.ts', 'traffic !== undefined'],
  ],
  'no difference: every place but `Waiting` and `Written` means the same': [
    ['connection/sending/outbox.ts', "'Unqueued'", '""'],
    ['connection/sending/outbox-writer.ts', "'Unqueued'", '""'],
    ['connection/sending/pending-message.ts', "'Unqueued'", '""'],
    ['connection/sending/send-subscription.ts', "'Unqueued'", '""'],
  ],
  'no difference: the machine ignores `Flushed` in every other state': [
    ['connection/sending/outbox-writer.ts', "state._tag === 'Flushing'", 'true'],
  ],
  'no difference: the cases name the states that are left': [
    ['connection/sending/outbox.ts', "'Idle'"],
    ['connection/sending/outbox.ts', "'Closed'"],
    ['connection/sending/outbox.ts', "'Failed'"],
  ],
  'no difference: a message that does not encode has an empty text': [
    ['connection/sending/pending-message.ts', 'result === undefined', 'true'],
  ],
  'no difference: without an error there is no state of it either': [
    ['connection/sending/refusals.ts', 'this.#notOpen !== undefined', 'true'],
    ['connection/sending/refusals.ts', 'this.#notOpen !== undefined && this.#notOpenIn === state'],
  ],
  'costs time or memory alone': [
    ['connection/mailbox.ts', 'this.pending', 'true'],
    ['connection/mailbox.ts', 'this.#taken === 1_024'],
    ['connection/mailbox.ts', 'this.#waiting.splice(0, this.#taken)'],
    ['connection/lease-observable.ts', "'lifecycle'"],
    ['connection/receiving/deliver.ts', 'decoded !== nothing && isReply !== undefined', 'true'],
    ['connection/receiving/deliver.ts', 'isObserved(events)', 'true'],
    ['connection/receiving/deliver.ts', 'isObserved(texts)', 'true'],
    ['connection/receiving/deliver.ts', 'isObserved(bytes)', 'true'],
    ['connection/receiving/deliver.ts', '(codec as unknown) === text', 'false'],
    ['connection/receiving/deliver.ts', "'string'"],
    ['connection/dialing/dial.ts', 'url === name', 'false'],
    ['connection/timers/shared-timers.ts', 'now > this.#armedFor', 'now >= this.#armedFor'],
    ['connection/timers/shared-timers.ts', 'entry.due < this.#armedFor', 'entry.due <= this.#armedFor'],
    ['connection/timers/shared-timers.ts', 'early > 0'],
    ['connection/timers/shared-timers.ts', 'this.#length / leeway', 'this.#length * leeway'],
    ['connection/timers/shared-timers.ts', 'next.due <= close', 'true'],
    ['connection/timers/shared-timers.ts', 'next.due <= close', 'next.due < close'],
    ['connection/timers/shared-timers.ts', 'this.#lines.get(this.#length) === this'],
  ],
}

/** The reason of a survivor, if there is one. */
export function reasonFor(survivor: Survivor): string | undefined {
  const isMeant = ([file, original, replacement]: Change): boolean =>
    survivor.file === `lib/${file}` &&
    survivor.original.includes(original) &&
    (replacement === undefined || survivor.replacement === replacement)
  return Object.entries(reasons).find(([, changes]) => changes.some(isMeant))?.[0]
}
