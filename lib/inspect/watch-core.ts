import type { Core } from '../connection/core.ts'
import type { Outgoing } from '../connection/inspector.ts'
import { addInspector } from './add-inspector.ts'
import type { Inspection, Stamp } from './inspection.ts'
import { publicInput, publicRequest, withBody } from './redact.ts'

/** The present moment of a connection. */
export function stampOf<In, Out>({ options: { clock } }: Core<In, Out>): Stamp {
  const at = clock.now()
  return { at, wall: clock.wall?.() ?? at }
}

/**
 * Adds an inspector to a core, which makes events of what it sees and numbers the messages that are given to `send`.
 *
 * @returns removes the inspector
 */
export function watchCore<In, Out>(core: Core<In, Out>, emit: (event: Inspection) => void): () => void {
  const ids = new WeakMap<Outgoing, number>()
  const { codec } = core.options
  let messages = 0
  const stamp = (): Stamp => stampOf(core)
  return addInspector(core, {
    took: (input, from, to) => {
      const { draw } = input
      emit({ _tag: 'Input', ...stamp(), input: publicInput(input), from: from._tag, to: to._tag, draw })
    },
    dialed: (dial, request) => {
      emit({ _tag: 'Dial', ...stamp(), dial, ...publicRequest(request) })
    },
    received: (data, isBinary, isGreeting) => {
      emit(withBody({ _tag: 'Received', ...stamp(), isGreeting }, codec, data, isBinary))
    },
    given: (message) => {
      const { data, isBinary, isVolatile = false } = message
      const id = ++messages
      ids.set(message, id)
      emit(withBody({ _tag: 'Given', ...stamp(), id, isVolatile }, codec, data, isBinary))
    },
    written: (message, origin) => {
      const { data, isBinary } = message
      emit(withBody({ _tag: 'Written', ...stamp(), id: ids.get(message), origin }, codec, data, isBinary))
    },
    settled: (message, result) => {
      const error = result._tag === 'Left' ? result.left : undefined
      emit({ _tag: 'Settled', ...stamp(), id: ids.get(message), error })
    },
    withdrawn: (message) => {
      emit({ _tag: 'Withdrawn', ...stamp(), id: ids.get(message) })
    },
    pinged: () => {
      emit({ _tag: 'Ping', ...stamp() })
    },
  })
}
