import type { CloseEventFields } from '../close-event.ts'

export class OwnCloseEvent extends Event {
  readonly #fields: CloseEventFields

  constructor(...given: [type: string, fields?: CloseEventFields]) {
    // As they were given: without a type the platform throws.
    super(...(given as ConstructorParameters<typeof Event>))
    this.#fields = given[1] ?? {}
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
