import { type PlatformCloseEvent, platformGlobal } from './platform-events.ts'

/** The fields of a close event. Defaults as in WHATWG WebSockets: 0, an empty reason, not clean. */
export interface CloseEventFields {
  /** The close code (RFC 6455, section 7.4). */
  readonly code?: number
  /** The peer's own text. */
  readonly reason?: string
  /** Whether the closing handshake was completed. */
  readonly wasClean?: boolean
}

/** The constructor of close events. */
export type CloseEventClass = new (type: string, fields?: CloseEventFields) => PlatformCloseEvent

class OwnCloseEvent extends Event {
  readonly #fields: CloseEventFields

  constructor(type: string, fields: CloseEventFields = {}) {
    super(type, fields as ConstructorParameters<typeof Event>[1])
    this.#fields = fields
  }

  get code(): number {
    return this.#fields.code ?? 0
  }

  get reason(): string {
    return this.#fields.reason ?? ''
  }

  get wasClean(): boolean {
    return this.#fields.wasClean ?? false
  }

  get [Symbol.toStringTag](): string {
    return 'CloseEvent'
  }
}

/** The platform's `CloseEvent`. Node has one from 23 on; before that, one of ours. */
export const CloseEvent: CloseEventClass = (platformGlobal('CloseEvent') ??
  /* @__PURE__ */ Object.defineProperty(OwnCloseEvent, 'name', { value: 'CloseEvent' })) as CloseEventClass
