import type { ListenerOptions } from '../../web-socket-types.ts'
import { PlatformMessage } from './platform-message.ts'
import { type ListenerEntry, type MessageListener, QuickMessageEvent } from './quick-message-event.ts'

/** The arguments of `addEventListener` as programs give them. */
type Registration = readonly [type: unknown, callback: MessageListener | null | undefined, options?: unknown]

/**
 * An event target that calls the listeners of its messages itself. The platform's target knows them too, and dispatches
 * events that others make.
 */
export abstract class MessageTarget extends EventTarget {
  /** `undefined` once a listener came with an option: from then on the platform dispatches. */
  #listeners: ReadonlyArray<ListenerEntry> | undefined = []

  override addEventListener(...given: Parameters<EventTarget['addEventListener']>): void {
    super.addEventListener(...given)
    const [type, callback, options] = given as unknown as Registration
    if (String(type) !== 'message' || callback == null || this.#listeners === undefined) return
    if (isCapturing(options) || endsByItself(options)) this.#listeners = undefined
    else if (!this.#listeners.some(({ listener }) => listener === callback)) {
      // A new array: a listener that is added during a dispatch is not called in it.
      this.#listeners = [...this.#listeners, { listener: callback, isRemoved: false }]
    }
  }

  override removeEventListener(...given: Parameters<EventTarget['removeEventListener']>): void {
    super.removeEventListener(...given)
    const [type, callback, options] = given as unknown as Registration
    const entry = this.#listeners?.find(({ listener }) => listener === callback)
    if (String(type) !== 'message' || entry === undefined || isCapturing(options)) return
    entry.isRemoved = true
    this.#listeners = this.#listeners?.filter((other) => other !== entry)
  }

  protected dispatchMessage(data: unknown, origin: string): void {
    if (this.#listeners === undefined) this.dispatchEvent(new PlatformMessage('message', { data, origin }))
    else QuickMessageEvent.dispatch(new QuickMessageEvent(this, data, origin), this.#listeners)
  }
}

/** Whether the listener is another one than the same function without options. */
function isCapturing(options: unknown): boolean {
  return options === true || Boolean((options as ListenerOptions | null | undefined)?.capture)
}

function endsByItself(options: unknown): boolean {
  const { once, signal } = (options ?? {}) as ListenerOptions
  return Boolean(once) || signal != null
}
