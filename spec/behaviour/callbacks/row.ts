import { expect } from 'chai'
import {
  clientStart$,
  clientStop$,
  type ConnectionError,
  type ConnectionOptions,
  receive$,
  send,
  type Transport,
} from 'pulsewire'
import { config, of, throwError, UnsubscriptionError } from 'rxjs'

import { type ConnectedPeer, connectTo } from '../../support/peers/connect-to.ts'
import { type FakePeer, fakePeer, type PeerBehaviour } from '../../support/peers/fake-peer.ts'
import { answers } from '../../support/results.ts'
import { watch } from '../../support/watching.ts'

/** A connection that is started. */
export interface Stage extends ConnectedPeer {
  /** Sends a message, whatever its result. */
  readonly write: (value: string) => void
}

/** A callback that fails, and everything that the program sees of it. */
export interface Row {
  readonly title: string
  readonly peer?: PeerBehaviour
  readonly options?: Partial<ConnectionOptions<string, string>>
  /** Makes a transport of the user's that stands before the peer. */
  readonly wrap?: (peer: FakePeer) => Transport
  /** Called once the connection is started. */
  readonly act?: (stage: Stage) => unknown
  /** The errors that `error$` emits, as `describeFault` has them. */
  readonly faults?: ReadonlyArray<string>
  /**
   * The number of errors that rxjs reports to the program, to which its subscribers belong. `any`: rxjs swallows some, such as
   * those of a teardown within `subscribe`. Default: 0.
   */
  readonly reported?: number | 'any'
}

class Boom extends Error {}

export const boom = (): Error => new Boom('boom')

function isPlanned(error: unknown): boolean {
  return error instanceof UnsubscriptionError ? error.errors.every(isPlanned) : error instanceof Boom
}

export const fails = (): never => {
  throw boom()
}

/** The ways in which a function fails whose answer is awaited. */
export const failures: Readonly<Record<'throws' | 'rejects' | 'errors', () => never>> = {
  throws: fails,
  rejects: (() => Promise.reject(boom())) as () => never,
  errors: (() => throwError(boom)) as () => never,
}

/** The ways in which a function fails that has to answer at once. */
export const plainFailures: Readonly<Record<'throws' | 'is async and rejects', () => never>> = {
  throws: fails,
  'is async and rejects': failures.rejects,
}

/** Makes a row of each way in which a callback can fail. */
export function rowsOf<Ways extends Readonly<Record<string, () => never>>>(
  ways: Ways,
  row: (fail: () => never, way: keyof Ways & string) => Row,
): ReadonlyArray<Row> {
  return Object.entries(ways).map(([way, fail]) => {
    const made = row(fail, way)
    return { ...made, title: `${made.title} ${way}` }
  })
}

/** A function that fails when it is called first, and answers from then on. */
export function failsOnce<T>(fail: () => never, answer: T): () => T {
  let isFirst = true
  return () => {
    if (!isFirst) return answer
    isFirst = false
    return fail()
  }
}

/** The text of an error: its tag, its message without the name of the connection, and its cause unless that is the planned one. */
function describeFault(error: ConnectionError): string {
  if (error._tag === 'OptionIgnored') {
    expect(error.option).not.to.equal('')
    expect(error.message).to.include(error.option)
  }
  if (error.message.includes('(see cause)')) expect(error.cause).to.be.instanceOf(Error)
  const cause = error.cause instanceof Error && !isPlanned(error.cause) ? ` <- ${error.cause.message}` : ''
  return error.message.replace('chat: ', `${error._tag}: `) + cause
}

/** Lets promise continuations run. */
export const settled = (): Promise<void> => new Promise(setImmediate)

/** Lets the reports of rxjs run, which come from timers of 0 ms. */
const reports = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2))

/** Plays a row. Then the connection is open, both of its directions work, nothing is left at rest. */
export async function play({ peer: behaviour, wrap, options, act, faults = [], reported = 0 }: Row): Promise<void> {
  const unhandled: unknown[] = []
  const own: unknown[] = []
  const rejected = (reason: unknown): number => unhandled.push(reason)
  const { onUnhandledError } = config
  config.onUnhandledError = (error) => own.push(error)
  process.on('unhandledRejection', rejected)
  try {
    const peer = fakePeer({ opens: true, ...behaviour })
    const transport = wrap?.(peer) ?? peer.transport
    const connected = connectTo({}, { closeTimeout: 100, transport, ...options })
    const { chat, clock, errors } = connected
    const write = (value: string): unknown => watch(of(value).pipe(send(chat)))
    const bystander = watch(chat.pipe(receive$()))
    const lease = watch(clientStart$(chat))
    await settled()
    await act?.({ ...connected, peer, write })
    await settled()
    clock.pass(3_000)
    await settled()
    clock.pass(3_000)
    await settled()
    expect(errors.values.map(describeFault)).to.deep.equal(faults)
    expect(chat.state._tag).to.equal('Open')
    peer.last.say('still here')
    const result = watch(of('hello').pipe(send(chat)))
    await settled()
    expect(bystander.values.at(-1)).to.equal('still here')
    expect(answers(result)).to.deep.equal(['hello'])
    const stopped = watch(clientStop$(chat))
    clock.pass(200)
    await reports()
    expect(stopped.values.map(({ _tag }) => _tag)).to.deep.equal(['Closed'])
    expect(lease.end).to.deep.equal({ _tag: 'Completed' })
    expect(clock.pending()).to.equal(0)
    expect(unhandled).to.deep.equal([])
    expect(own.every(isPlanned), own.join()).to.equal(true)
    if (reported !== 'any') expect(own).to.have.length(reported)
  } finally {
    config.onUnhandledError = onUnhandledError
    process.off('unhandledRejection', rejected)
  }
}
