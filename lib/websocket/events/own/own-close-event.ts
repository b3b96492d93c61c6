import type { CloseEventFields } from '../close-event.ts'

export class OwnCloseEvent extends Event {
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
