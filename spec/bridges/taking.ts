import { type Connection, defineConnection, receive$ } from 'pulsewire'

/** `'0'`, `'1'` and so on. */
export function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index))
}

/** A message of so many KiB. */
export const kibibytes = (count: number): string => 'x'.repeat(count * 1_024)

/** So many steps of an iterator, one after another. */
export async function take<T>(iterator: AsyncIterator<T>, count: number): Promise<T[]> {
  const taken: T[] = []
  for (let left = count; left > 0; left--) taken.push((await iterator.next()).value as T)
  return taken
}

/** A connection to a real server, and how many messages have come. */
export function connectionTo(url: string): { readonly chat: Connection<string, string>; readonly ahead: () => number } {
  const chat = defineConnection({ url })
  let come = 0
  chat.pipe(receive$()).subscribe(() => {
    come += 1
  })
  return { chat, ahead: () => come }
}

/** Whether a promise is neither fulfilled nor rejected after all that can happen without the network. */
export async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = new Promise<'pending'>((resolve) => setImmediate(resolve, 'pending'))
  return (await Promise.race([promise.catch(() => undefined), pending])) === 'pending'
}
