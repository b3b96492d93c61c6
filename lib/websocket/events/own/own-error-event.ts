import type { ErrorEventFields } from '../error-event.ts'

export class OwnErrorEvent extends Event {
  readonly #fields: ErrorEventFields

  constructor(type: string, fields: ErrorEventFields = {}) {
    super(type, fields as ConstructorParameters<typeof Event>[1])
    this.#fields = fields
  }

  get error(): unknown {
    return this.#fields.error ?? null
  }

  get message(): string {
    return this.#fields.message ?? ''
  }

  get [Symbol.toStringTag](): string {
    return 'ErrorEvent'
  }
}
