interface Waiting {
  readonly name: string
  readonly grant: () => void
}

/** The Web Locks of an origin, as `navigator.locks`. Locks are granted in a later microtask, first come, first served. */
export interface FakeLocks {
  /** The names that are held. */
  readonly held: () => ReadonlyArray<string>
  /** The number of requests that wait. */
  readonly waiting: () => number
  /** Holds a lock, as the program does. */
  readonly hold: (name: string) => void
  /** Frees a lock, as where the page that holds it crashes. */
  readonly free: (name: string) => void
  /** Hides the locks from `query`, as those of another partition. */
  isHidden: boolean
  /** Denies requests, as in a sandboxed page. */
  isDenied: boolean
  readonly restore: () => void
}

/** Gives the platform Web Locks until `restore`. */
export function fakeLocks(): FakeLocks {
  const held = new Set<string>()
  let queue: Waiting[] = []
  const free = (name: string): void => {
    held.delete(name)
    queue.find((each) => each.name === name)?.grant()
  }
  const request = async (name: string, { signal }: { readonly signal: AbortSignal }, granted: () => unknown) => {
    await Promise.resolve()
    if (fake.isDenied) throw new Error('SecurityError')
    if (held.has(name)) {
      await new Promise<void>((grant, reject) => {
        const waiting = { name, grant }
        queue.push(waiting)
        signal.addEventListener('abort', () => {
          queue = queue.filter((each) => each !== waiting)
          reject(new Error('AbortError'))
        })
      })
      queue = queue.filter((each) => each.name !== name)
    }
    signal.throwIfAborted()
    held.add(name)
    await granted()
    free(name)
  }
  const query = async (): Promise<object> => ({ held: fake.isHidden ? [] : [...held].map((name) => ({ name })) })
  const original = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { locks: { request, query } } })
  const fake: FakeLocks = {
    held: () => [...held],
    waiting: () => queue.length,
    hold: (name) => held.add(name),
    free,
    isHidden: false,
    isDenied: false,
    restore: () => {
      if (original === undefined) Reflect.deleteProperty(globalThis, 'navigator')
      else Object.defineProperty(globalThis, 'navigator', original)
    },
  }
  return fake
}
