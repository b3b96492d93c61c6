/** V8 reads this limit for each error that it makes. Other engines ignore it. */
const limits = Error as { stackTraceLimit?: number }

/**
 * Makes an error without a stack: taking a stack is most of the cost of an error. For errors that repeat an earlier one,
 * which has a stack.
 */
export function withoutStack<E>(make: () => E): E {
  const { stackTraceLimit } = limits
  if (stackTraceLimit === undefined || Object.isFrozen(limits)) return make()
  limits.stackTraceLimit = 0
  try {
    return make()
  } finally {
    limits.stackTraceLimit = stackTraceLimit
  }
}
