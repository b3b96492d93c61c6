import type { ConnectionState } from 'pulsewire'

import { element } from './element.ts'

/** Shows the state of the connection in words, and the remaining time while it waits. */
export class Status {
  readonly #panel = element('.status', HTMLElement)
  readonly #state = element('#state', HTMLElement)
  readonly #detail = element('#detail', HTMLElement)
  readonly #announcement = element('#announcement', HTMLElement)
  readonly #remaining = element('#remaining', HTMLProgressElement)
  #counting = 0

  readonly show = (state: ConnectionState): void => {
    cancelAnimationFrame(this.#counting)
    this.#panel.dataset['state'] = state._tag
    this.#state.textContent = state._tag
    this.#detail.textContent = describe(state)
    this.#remaining.value = 0
    // Announced once to screen readers, not every tenth of a second.
    this.#announcement.textContent = `${state._tag}: ${describe(state)}`
    if (state._tag !== 'Waiting') return
    const { attempt, delay, until, cause } = state
    const count = (): void => {
      const left = Math.max(0, until - Date.now())
      this.#detail.textContent = `attempt ${attempt} in ${(left / 1000).toFixed(1)} s, after ${cause._tag}`
      this.#remaining.value = delay === 0 ? 0 : left / delay
      this.#counting = requestAnimationFrame(count)
    }
    count()
  }
}

/** Describes a state in a sentence. */
function describe(state: ConnectionState): string {
  switch (state._tag) {
    case 'Idle':
      return 'described, never started'
    case 'Connecting':
      return `attempt ${state.attempt}`
    case 'Open':
      return state.url
    case 'Waiting':
      return `${(state.delay / 1000).toFixed(1)} s before attempt ${state.attempt}, because of ${state.cause._tag}`
    case 'Closing':
      return `closing with ${state.code}`
    case 'Closed':
      return `${state.code} ${state.reason}`.trim() + (state.wasClean ? ', cleanly' : ', not cleanly')
    case 'Failed':
      return state.error.message
  }
}
