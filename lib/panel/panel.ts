import { type Connection, coreOf } from '../connection/connection.ts'
import type { KeepContent } from '../inspect/recording/to-recorded.ts'
import { PanelClock } from './timeline/clock.ts'
import { Shell } from './view/shell.ts'
import { type AnyConnection, Watched } from './watched.ts'

/** On a server there are no elements: importing works, and nothing is defined. */
const Base: typeof HTMLElement =
  typeof HTMLElement === 'undefined' ? (Object as unknown as typeof HTMLElement) : HTMLElement

declare global {
  interface HTMLElementTagNameMap {
    'pulsewire-panel': PulsewirePanel
  }
}

/**
 * The element `<pulsewire-panel>`: draws what connections do, on one time axis. It subscribes while it is in a document,
 * and keeps nothing otherwise. Its memory is bounded for each connection. It starts nothing.
 *
 * The attribute `theme` is `light` or `dark`; without it the colours follow the preference of the user.
 *
 * @example
 * const panel = document.createElement('pulsewire-panel')
 * panel.connections = [chat, quotes]
 * document.body.append(panel)
 */
export class PulsewirePanel extends Base {
  /** Attributes whose changes the element follows. */
  static readonly observedAttributes: ReadonlyArray<string> = ['theme']

  readonly #clock = new PanelClock(() => performance.now())
  readonly #shell: Shell
  #connections: ReadonlyArray<AnyConnection> = []
  #hide: boolean | KeepContent = true
  /** Empty while the element is in no document. */
  #watched = new Map<AnyConnection, Watched>()

  /** Builds the element. It subscribes when it is put into a document. */
  constructor() {
    super()
    this.#shell = new Shell(this.attachShadow({ mode: 'open' }), this.#clock)
  }

  /**
   * The connections that are drawn, from top to bottom. One that stays keeps its past.
   *
   * @throws `TypeError` if something else is among them
   */
  get connections(): ReadonlyArray<AnyConnection> {
    return this.#connections
  }

  set connections(connections: ReadonlyArray<AnyConnection> | null | undefined) {
    const given = [...new Set(connections ?? [])]
    for (const connection of given) coreOf(connection as Connection<unknown, never>)
    const isEqual =
      given.length === this.#connections.length && given.every((each, index) => each === this.#connections[index])
    // Frameworks set a new array with every rendering.
    if (isEqual) return
    this.#connections = given
    if (this.isConnected) this.#watch()
  }

  /**
   * Whether messages are hidden, as in `record`. `true`: only their kind and size are shown. A function returns the text to
   * show of each, or `undefined`. A change forgets the past. Default: `true`.
   */
  get hide(): boolean | KeepContent {
    return this.#hide
  }

  set hide(hide: boolean | KeepContent) {
    if (hide === this.#hide) return
    this.#hide = hide
    this.#forget()
    if (this.isConnected) this.#watch()
  }

  /** The browser calls it: the element is in a document. */
  connectedCallback(): void {
    this.#upgrade('hide')
    this.#upgrade('connections')
    this.#shell.start()
    this.#watch()
  }

  /** The browser calls it: the element has left its document, and forgets everything. */
  disconnectedCallback(): void {
    this.#shell.stop()
    this.#forget()
    this.#shell.show([])
  }

  /** The browser calls it instead of the former two when `moveBefore` moves the element, which forgets nothing. */
  connectedMoveCallback(): void {
    this.#shell.repaint()
  }

  /** The browser calls it. */
  attributeChangedCallback(): void {
    this.#shell.repaint()
  }

  /** Watches the connections that are new, and forgets those that left. */
  #watch(): void {
    const before = this.#watched
    this.#watched = new Map(
      this.#connections.map((connection) => {
        const watched = before.get(connection) ?? new Watched(connection, this.#hide, this.#clock, this.#shell.wake)
        return [connection, watched]
      }),
    )
    for (const [connection, watched] of before) if (!this.#watched.has(connection)) watched.stop()
    this.#shell.show([...this.#watched.values()])
  }

  #forget(): void {
    for (const watched of this.#watched.values()) watched.stop()
    this.#watched = new Map()
  }

  /** A property that was set before the element was defined hides the accessor. */
  #upgrade(name: 'connections' | 'hide'): void {
    const own = Object.getOwnPropertyDescriptor(this, name)
    if (own === undefined) return
    Reflect.deleteProperty(this, name)
    Reflect.set(this, name, own.value)
  }
}
