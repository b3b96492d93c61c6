import type { ErrorEventFields } from '../error-event.ts'

export class OwnErrorEvent extends Event {
  readonly #fields: ErrorEventFields

  constructor(...given: [type: string, fields?: ErrorEventFields]) {
    // As they were given: without a type the platform throws.
    super(...(given as ConstructorParameters<typeof Event>))
    this.#fields = given[1] ?? {}
  }

  get error(): unknown {
    return this.#fields.error
  }

  get filename(): string {
    return this.#fields.filename ?? ''
  }

  get lineno(): number {
    return this.#fields.lineno ?? 0
  }

  get colno(): number {
    return this.#fields.colno ?? 0
  }

  get message(): string {
    return this.#fields.message ?? ''
  }

  get [Symbol.toStringTag](): string {
    return 'ErrorEvent'
  }
}
