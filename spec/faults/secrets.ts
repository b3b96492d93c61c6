import { inspect } from 'node:util'

/** Begins every secret of the lab. */
const canary = 's3cr3t'

const userinfo = `${canary}-user:${canary}-password`

export const secretHeader: string = `${canary}-header`
export const secretProtocol: string = `${canary}-protocol`

/** An address with a secret in each part that may hold one. */
export function secretUrl(scheme: string, host: string): string {
  return `${scheme}://${userinfo}@${host}/path?token=${canary}-query`
}

// The second form is that of the userinfo in the header `Authorization`.
const forms = [canary, Buffer.from(userinfo).toString('base64'), encodeURIComponent(canary)]

/** The secrets in a text. */
export function leaksIn(text: string): ReadonlyArray<string> {
  return forms.flatMap((form) => (text.includes(form) ? [text.slice(text.indexOf(form), text.indexOf(form) + 40)] : []))
}

/**
 * The secrets in a value: in the output of `inspect`, and in all properties, enumerable or not, bytes included.
 */
export function leaksOf(value: unknown): ReadonlyArray<string> {
  const seen = new Set<unknown>()
  const found: string[] = []
  const look = (part: unknown): void => {
    if (typeof part === 'string') found.push(...leaksIn(part))
    else if (part instanceof Uint8Array) found.push(...leaksIn(Buffer.from(part).toString('latin1')))
    else if (((typeof part === 'object' && part !== null) || typeof part === 'function') && !seen.has(part)) {
      seen.add(part)
      for (const key of Reflect.ownKeys(part)) look(Reflect.getOwnPropertyDescriptor(part, key)?.value)
      if (part instanceof Map || part instanceof Set) for (const entry of part) look(entry)
    }
  }
  look(value)
  look(inspect(value, { depth: Infinity, showHidden: true, maxArrayLength: null, maxStringLength: null }))
  if (value instanceof Error) look(`${value.message} ${value.stack} ${String(value)}`)
  return found
}
