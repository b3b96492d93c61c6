import { inspect } from 'node:util'

import { expect } from 'chai'
import fc from 'fast-check'

import { MessageTarget } from '../../../lib/websocket/events/own/message-target.ts'

class Ours extends MessageTarget {
  emit(data: unknown): void {
    this.dispatchMessage(data, 'ws://host')
  }
}

class Platform extends EventTarget {
  emit(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: data as string, origin: 'ws://host' }))
  }
}

type Target = Ours | Platform

type Received = Event & { readonly data: unknown; readonly origin: string }

/** A call of the program, outside of a dispatch or within a listener. */
type Act =
  | { readonly _tag: 'Add' | 'Remove'; readonly listener: number; readonly options: object | false | undefined }
  | { readonly _tag: 'Stop' | 'StopPropagation' | 'Throw' }

/** The calls that each listener makes at its first message. */
type Plans = ReadonlyArray<ReadonlyArray<Act>>

const listeners = 4

// Not `true`: `removeEventListener` of Node 20 takes it for `false`.
const options = fc.constantFrom<object | false | undefined>(
  ...[undefined, undefined, undefined, undefined, false as const, {}, { passive: true }, { once: false }],
  ...[{ once: true }, { capture: true }],
)

const call: fc.Arbitrary<Act> = fc.record({
  ...{ _tag: fc.constantFrom('Add', 'Remove'), listener: fc.nat({ max: listeners - 1 }), options },
})

// Not `Add`: Node 20 calls a listener that is added during a dispatch in that dispatch, which DOM forbids.
const act: fc.Arbitrary<Act> = fc.oneof(
  call.filter(({ _tag }) => _tag === 'Remove'),
  fc.constantFrom({ _tag: 'Stop' }, { _tag: 'StopPropagation' }, { _tag: 'Throw' }),
)

const plans: fc.Arbitrary<Plans> = fc.array(fc.array(act, { maxLength: 2 }), {
  ...{ minLength: listeners, maxLength: listeners },
})

type Step = Act | { readonly _tag: 'Emit' } | { readonly _tag: 'Foreign' }

const step: fc.Arbitrary<Step> = fc.oneof(
  call,
  fc.constantFrom({ _tag: 'Emit' }, { _tag: 'Emit' }, { _tag: 'Foreign' }),
)

/** Plays steps on a target: what each listener saw, in order. */
function play(target: Target, steps: ReadonlyArray<Step>, plans: Plans): ReadonlyArray<unknown> {
  const seen: unknown[] = []
  const left = plans.map((one) => [...one])
  const run = (act: Act, event?: Event): void => {
    if (act._tag === 'Add') target.addEventListener('message', all[act.listener]!, act.options)
    else if (act._tag === 'Remove') target.removeEventListener('message', all[act.listener]!, act.options)
    else if (act._tag === 'Stop') event?.stopImmediatePropagation()
    else if (act._tag === 'StopPropagation') event?.stopPropagation()
    else throw new Error('mine')
  }
  const all = Array.from({ length: listeners }, (_, id) => {
    const listener = (event: Event): void => {
      const { data, origin, type, target: at, cancelBubble } = event as Received
      // Not `currentTarget` and `eventPhase`: Node 20 ends them after the first listener.
      seen.push([id, data, origin, type, at === target, cancelBubble])
      for (const each of left[id]!.splice(0)) run(each, event)
    }
    // Objects with `handleEvent` are listeners too.
    return id === 1 ? { handleEvent: listener } : listener
  })
  steps.forEach((each, i) => {
    if (each._tag === 'Emit') target.emit(i)
    else if (each._tag === 'Foreign') target.dispatchEvent(new MessageEvent('message', { data: i as never }))
    else run(each)
  })
  return seen
}

/** Runs `act` and returns the messages of the errors that were not caught in it or right after it. */
async function uncaughtIn(act: () => void): Promise<ReadonlyArray<string>> {
  const others = process.listeners('uncaughtException')
  const uncaught: string[] = []
  process.removeAllListeners('uncaughtException').on('uncaughtException', ({ message }) => uncaught.push(message))
  try {
    act()
    await new Promise((resolve) => setImmediate(resolve))
  } finally {
    process.removeAllListeners('uncaughtException')
    for (const listener of others) process.on('uncaughtException', listener)
  }
  return uncaught
}

describe('an event target of messages on Node', () => {
  it('calls the listeners that the target of the platform calls, with the same events', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), plans, async (steps, plans) => {
        let expected: ReadonlyArray<unknown> = []
        let actual: ReadonlyArray<unknown> = []
        const thrown = [
          await uncaughtIn(() => (expected = play(new Platform(), steps, plans))),
          await uncaughtIn(() => (actual = play(new Ours(), steps, plans))),
        ]
        expect(actual).to.deep.equal(expected)
        expect(thrown[1]).to.deep.equal(thrown[0])
      }),
      { numRuns: 200 },
    )
  })

  it('calls a listener that is added during a dispatch from the next message on (DOM, inner invoke)', () => {
    const target = new Ours()
    const seen: string[] = []
    const added = (): unknown => seen.push('added')
    target.addEventListener('message', () => {
      seen.push('first')
      target.addEventListener('message', added)
    })
    target.addEventListener('message', () => seen.push('second'))
    target.emit(1)
    target.emit(2)
    expect(seen).to.deep.equal(['first', 'second', 'first', 'second', 'added'])
  })

  it('ends a listener at its signal', () => {
    const target = new Ours()
    const controller = new AbortController()
    const seen: unknown[] = []
    const listener = ({ data }: Event & { data?: unknown }): unknown => seen.push(data)
    target.addEventListener('message', listener, { signal: controller.signal })
    target.emit(1)
    controller.abort()
    target.emit(2)
    expect(seen).to.deep.equal([1])
  })

  /** The event that a listener got, and what it read meanwhile. */
  function received<T>(read: (event: Received) => T): { readonly event: Received; readonly meanwhile: T } {
    const target = new Ours()
    let event!: Received
    let meanwhile!: T
    target.addEventListener('message', () => {})
    target.addEventListener('message', (each) => {
      event = each as Received
      meanwhile = read(event)
    })
    target.emit('data')
    return { event, meanwhile }
  }

  it('gives events that are MessageEvents by class, name and copy', () => {
    const { event } = received(() => {})
    expect(event).to.be.instanceOf(MessageEvent).and.instanceOf(Event)
    expect(Object.prototype.toString.call(event)).to.equal('[object MessageEvent]')
    const Class = event.constructor as new (type: string, event: Event) => Received
    const copy = new Class(event.type, event)
    expect([copy.type, copy.data, copy.origin]).to.deep.equal(['message', 'data', 'ws://host'])
    expect(inspect(event)).to.include('MessageEvent').and.include("type: 'message'")
  })

  it('gives events with every member of the platform', () => {
    const members = new Set<string>()
    for (let from = MessageEvent.prototype as object; from !== Object.prototype;) {
      for (const name of Object.getOwnPropertyNames(from)) members.add(name)
      from = Object.getPrototypeOf(from) as object
    }
    const target = new Platform()
    let theirs!: Event
    target.addEventListener('message', (event) => (theirs = event))
    target.emit('data')
    const { event } = received(() => {})
    for (const name of members) {
      if (name === 'timeStamp' || name.endsWith('arget') || name === 'srcElement' || name === 'constructor') continue
      const [own, platform] = [Reflect.get(event, name) as unknown, Reflect.get(theirs, name) as unknown]
      expect(typeof own, name).to.equal(typeof platform)
      if (typeof own !== 'function') expect(own, name).to.deep.equal(platform)
    }
    expect(event.timeStamp).to.be.within(0, performance.now())
  })

  it('gives events that know their target, and their path while it lasts', () => {
    const { event, meanwhile } = received((during) => [during.currentTarget, during.eventPhase, during.composedPath()])
    expect(meanwhile).to.deep.equal([event.target, 2, [event.target]])
    expect([event.currentTarget, event.eventPhase, event.composedPath()]).to.deep.equal([null, 0, []])
    expect(event.srcElement).to.equal(event.target)
  })

  it('takes cancelBubble and returnValue as the platform does', () => {
    const { event } = received((during) => {
      during.cancelBubble = true
      during.returnValue = false
      during.preventDefault()
    })
    expect([event.cancelBubble, event.returnValue, event.defaultPrevented]).to.deep.equal([true, true, false])
  })
})
