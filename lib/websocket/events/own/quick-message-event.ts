import { PlatformMessage } from './platform-message.ts'

/** A listener of messages: a function, or an object with `handleEvent`. */
export type MessageListener =
  ((this: unknown, event: unknown) => unknown) | { readonly handleEvent: (event: unknown) => unknown }

/** A listener in its place. One that is removed during a dispatch is not called any more. */
export interface ListenerEntry {
  readonly listener: MessageListener
  isRemoved: boolean
}

/** `AtTarget`: listeners are being called. `Stopped`: the rest of them is skipped. `Over`: all were called. */
type Phase = 'AtTarget' | 'Stopped' | 'Over'

/**
 * A message event at a fifth of the cost of the platform's: the constructor and the dispatch of Node's `Event` take as
 * long as the rest of receiving a small message. It is a `MessageEvent` by its prototype. Members that few listeners
 * read come from an event of the platform, made at the first such read: `timeStamp` is the time of that read. Like any
 * event in dispatch it cannot be dispatched again.
 */
export class QuickMessageEvent {
  readonly #target: EventTarget
  readonly #data: unknown
  readonly #origin: string
  #phase: Phase = 'AtTarget'
  /** Made when it is needed. */
  #platform: Event | undefined

  constructor(target: EventTarget, data: unknown, origin: string) {
    this.#target = target
    this.#data = data
    this.#origin = origin
  }

  static {
    // No `extends`: it would call the constructor of the platform.
    Object.setPrototypeOf(this.prototype, PlatformMessage.prototype as object)
    Reflect.deleteProperty(this.prototype, 'constructor')
    // The root has no ancestor. It may be that of another realm: Jest's globals are those of Node, its `Object` is not.
    let from: object | null = ancestorOf(this.prototype)
    for (let above: object | null; from !== null && (above = ancestorOf(from)) !== null; from = above) {
      for (const name of Reflect.ownKeys(from)) {
        if (name !== 'constructor' && !Object.hasOwn(this.prototype, name)) this.#delegate(from, name)
      }
    }
  }

  /** Leads a member to the platform's event. A method is bound to that event. */
  static #delegate(from: object, name: string | symbol): void {
    Object.defineProperty(this.prototype, name, {
      configurable: true,
      enumerable: typeof name === 'string',
      get(this: QuickMessageEvent) {
        const member: unknown = Reflect.get(from, name, this.#onPlatform)
        return typeof member === 'function' ? (member.bind(this.#onPlatform) as unknown) : member
      },
      set(this: QuickMessageEvent, value: unknown) {
        Reflect.set(from, name, value, this.#onPlatform)
      },
    })
  }

  /** Calls the listeners in order. An error of one of them is uncaught, and the next one is called (DOM, dispatch). */
  static dispatch(event: QuickMessageEvent, entries: ReadonlyArray<ListenerEntry>): void {
    for (const { listener, isRemoved } of entries) {
      if (event.#phase === 'Stopped') break
      if (isRemoved) continue
      try {
        if (typeof listener === 'function') listener.call(event.#target, event)
        else listener.handleEvent(event)
      } catch (error) {
        queueMicrotask(() => {
          throw error
        })
      }
    }
    event.#phase = 'Over'
  }

  get #onPlatform(): Event {
    return (this.#platform ??= new PlatformMessage('message', { data: this.#data, origin: this.#origin }))
  }

  get type(): string {
    return 'message'
  }

  get data(): unknown {
    return this.#data
  }

  get origin(): string {
    return this.#origin
  }

  get target(): EventTarget {
    return this.#target
  }

  get srcElement(): EventTarget {
    return this.#target
  }

  get currentTarget(): EventTarget | null {
    return this.#phase === 'Over' ? null : this.#target
  }

  /** 2 is `AT_TARGET`. */
  get eventPhase(): number {
    return this.#phase === 'Over' ? 0 : 2
  }

  composedPath(): EventTarget[] {
    return this.#phase === 'Over' ? [] : [this.#target]
  }

  stopImmediatePropagation(): void {
    if (this.#phase === 'AtTarget') this.#phase = 'Stopped'
    this.#onPlatform.stopPropagation()
  }

  get [Symbol.toStringTag](): string {
    return 'MessageEvent'
  }
}

function ancestorOf(prototype: object): object | null {
  return Object.getPrototypeOf(prototype) as object | null
}
