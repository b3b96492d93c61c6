// Bundlers replace exactly this expression. Neither Node's types nor the DOM's are needed for it.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

type Mistake = 'not started' | 'defined in a render'

const given = new Set<Mistake>()

/**
 * Prints a mistake of the developer to the console, once, while developing: unless `NODE_ENV` is `production` or `test`
 * (decision 17). A mistake that can be an error value is one: this is for those that break nothing and show nothing.
 */
export function warnOnce(mistake: Mistake, advice: string): void {
  if (!isDeveloping() || given.has(mistake)) return
  given.add(mistake)
  // eslint-disable-next-line no-console -- the one place that prints (decision 17)
  console.warn(`pulsewire: ${advice}`)
}

/** Whether warnings are printed. A bundler for production leaves out what depends on it. */
export function isDeveloping(): boolean {
  try {
    return process.env.NODE_ENV !== 'production' && process.env.NODE_ENV !== 'test'
  } catch {
    return false // A browser that runs the modules as they are has no `process`.
  }
}
