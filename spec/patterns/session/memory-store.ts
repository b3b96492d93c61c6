import type { SessionStore } from 'pulsewire/session'

interface Kept {
  readonly user: string
  owner: object
  readonly out: Array<string | Uint8Array>
  readonly taken: Map<number, string | Uint8Array>
}

/** A store that several processes share. Each has a view of its own. */
export class MemoryStore {
  readonly sessions: Map<string, Kept> = new Map<string, Kept>()
  /** Calls of the store, as `append 1 m`. */
  readonly calls: string[] = []
  /** Writes that were refused, since another process had taken over. */
  refused = 0
  /** Whether no function answers. */
  isFailing = false
  /** Whether no message is kept. */
  isRefusing = false

  view(): SessionStore {
    const view: SessionStore = {
      create: async (id, user) => {
        this.#fail()
        this.sessions.set(id, { user, owner: view, out: [], taken: new Map() })
      },
      load: async (id, user, after) => {
        this.#fail()
        const kept = this.sessions.get(id)
        if (kept?.user !== user) return undefined
        kept.owner = view
        return { got: kept.taken.size, sent: kept.out.length, window: kept.out.slice(after) }
      },
      append: async (id, n, data) => {
        this.calls.push(`append ${n} ${String(data)}`)
        this.#owned(id, view).out[n - 1] = data
      },
      take: async (id, n, data) => {
        this.calls.push(`take ${n} ${String(data)}`)
        this.#owned(id, view).taken.set(n, data)
      },
    }
    return view
  }

  #fail(): void {
    if (this.isFailing) throw new Error('the store is away')
  }

  #owned(id: string, view: object): Kept {
    this.#fail()
    if (this.isRefusing) throw new Error('the store is full')
    const kept = this.sessions.get(id)
    if (kept?.owner === view) return kept
    this.refused++
    throw new Error('another process has the session')
  }
}
