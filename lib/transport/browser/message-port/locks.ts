import { lockPrefix } from './frames.ts'

/** The part of `navigator.locks` that is used. */
interface Locks {
  request(name: string, options: { readonly signal: AbortSignal }, granted: () => unknown): Promise<unknown>
  query(): Promise<{ readonly held?: ReadonlyArray<{ readonly name?: string }> }>
}

interface World {
  readonly navigator?: { readonly locks?: Locks }
  readonly crypto?: { randomUUID(): string }
}

/** Browsers have Web Locks in secure contexts, pages and workers alike; Node from 24 on. */
const locks = (): Locks | undefined => (globalThis as World).navigator?.locks

const ignore = (): void => undefined

/**
 * Holds a Web Lock of a new name until the function that it returns is called, or the page or worker is gone: closed,
 * crashed, discarded. The platform releases it then, which is how the other end notices.
 *
 * @param held - called once, with the name of the lock, or with `undefined` where there is none
 */
export function holdLock(held: (name: string | undefined) => void): () => void {
  const manager = locks()
  if (manager === undefined) {
    held(undefined)
    return ignore
  }
  const name = `${lockPrefix}${(globalThis as World).crypto?.randomUUID() ?? ''}`
  const waiting = new AbortController()
  let release = (): void => {
    waiting.abort()
  }
  const hold = (): Promise<void> =>
    new Promise((resolve) => {
      release = resolve
      held(name)
    })
  let isHeld = false
  manager
    .request(name, { signal: waiting.signal }, () => {
      isHeld = true
      return hold()
    })
    .catch(() => {
      // Denied, as in a sandboxed page.
      if (!isHeld && !waiting.signal.aborted) held(undefined)
    })
  return () => {
    release()
  }
}

/**
 * Waits for the lock of another page or worker.
 *
 * @param gone - called once the lock is free
 * @returns the function that ends the wait
 */
export function watchLock(name: string, gone: () => void): () => void {
  const waiting = new AbortController()
  locks()
    ?.request(name, { signal: waiting.signal }, () => {
      if (!waiting.signal.aborted) gone()
    })
    .catch(ignore)
  return () => {
    waiting.abort()
  }
}

/**
 * Finds out whether the lock of another end can be seen from here: an iframe in another partition of the storage has locks
 * of its own, so that its lock would look free.
 */
export function seeLock(name: string | undefined, seen: (isVisible: boolean) => void): void {
  const manager = locks()
  if (name === undefined || manager === undefined) {
    seen(false)
    return
  }
  manager.query().then(
    ({ held = [] }) => {
      seen(held.some((lock) => lock.name === name))
    },
    () => {
      seen(false)
    },
  )
}
