/** An error of a greeting that closes the connection with a code: `accept$` recognizes it by its fields, which are those of `dismiss`. */
export function dismissed(code: number, reason: string): Error {
  return Object.assign(new Error(`the peer was dismissed with ${code}: ${reason}`), { _tag: 'Dismissed', code, reason })
}
