/**
 * Keeps a Promise that nothing waits for from becoming an unhandled rejection: the answer of an `async` function in a place
 * that takes plain values.
 */
export function discardPromise(answer: unknown): void {
  if (typeof answer === 'object' && answer !== null) Promise.resolve(answer).catch(() => undefined)
}
