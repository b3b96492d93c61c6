import { playTcp } from './play-tcp.ts'

/** Plays seeds until one breaks a guarantee. */
export async function find(from: number, seeds = 100): Promise<{ readonly guarantee: number; readonly what: string }> {
  for (let seed = from; seed < from + seeds; seed++) {
    const { violation } = await playTcp(seed)
    if (violation !== undefined) return violation
  }
  throw new Error(`not found within ${seeds} seeds from ${from}`)
}

/** Replaces a method for as long as `body` runs. */
export async function patched<P extends object, K extends keyof P, R>(
  prototype: P,
  key: K,
  patch: (original: P[K]) => P[K],
  body: () => Promise<R>,
): Promise<R> {
  const original = prototype[key]
  prototype[key] = patch(original)
  try {
    return await body()
  } finally {
    prototype[key] = original
  }
}
