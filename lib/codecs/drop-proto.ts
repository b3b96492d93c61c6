/** Finds a character of `__proto__` that is written as an escape. */
const escapedCharacter = /\\u00(5f|6f|7[024])/i

/** Whether JSON may hold a key `__proto__`. Scans the text, which is far cheaper than a walk over the value. */
export function mayHoldProto(source: string): boolean {
  return source.includes('__proto__') || (source.includes('\\u00') && escapedCharacter.test(source))
}

/**
 * Removes every key `__proto__`. `JSON.parse` makes an ordinary key of it, but a later copy by assignment would set the
 * prototype. Uses a stack of its own instead of recursion, so that any depth is possible.
 */
export function dropProto(root: unknown): void {
  const stack: unknown[] = [root]
  while (stack.length > 0) {
    const value = stack.pop()
    if (typeof value !== 'object' || value === null) continue
    if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__')
    for (const part of Object.values(value)) stack.push(part)
  }
}
