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
