/** A class of the platform, without what its types say about type parameters. */
const Base = MessageEvent as new (type: string, init?: MessageEventFields) => Event

export interface MessageEventFields {
  readonly data: unknown
  readonly origin: string
}

class TaggedMessageEvent extends Base {
  get [Symbol.toStringTag](): string {
    return 'MessageEvent'
  }
}

/** The platform's `MessageEvent`. That of Node 20 prints as `[object Event]`, so there it is one with the right name. */
export const PlatformMessage: typeof Base =
  /* @__PURE__ */ Reflect.get(Base.prototype, Symbol.toStringTag) === 'MessageEvent' ? Base : TaggedMessageEvent
