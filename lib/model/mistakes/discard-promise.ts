/** Whether a value is a Promise, or another object with `then`: the answer of an `async` function. */
export function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value
}

/**
 * Keeps a Promise that nothing waits for from becoming an unhandled rejection: the answer of an `async` function in a place
 * that takes plain values.
 */
export function discardPromise(answer: unknown): void {
  if (typeof answer === 'object' && answer !== null) Promise.resolve(answer).catch(() => undefined)
}
