import type { ChannelName } from '../channels.ts'
import type { Core } from '../core.ts'

// Bundlers replace exactly `process.env.NODE_ENV`, and then drop the bodies of the functions below. Neither Node's types
// nor the DOM's are needed for it. A browser that runs the modules as they are has no `process`: see development.ts.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

// Mistakes that break nothing, throw nothing and show nothing (decision 17). A mistake that can be an error value is one.

type Mistake = 'not started' | 'defined in a render'

const given = new Set<Mistake>()

/** Prints a mistake of the developer to the console, once a process. */
function warnOnce(mistake: Mistake, advice: string): void {
  if (given.has(mistake)) return
  given.add(mistake)
  // eslint-disable-next-line no-console -- the one place that prints (decision 17)
  console.warn(`pulsewire: ${advice}`)
}

function isOfMessages(channel: ChannelName): boolean {
  return channel === 'values' || channel === 'texts' || channel === 'bytes'
}

/** Warns if messages are subscribed, and the connection has not been started by the end of the turn. */
export function warnIfNotStarted<In, Out>(core: Core<In, Out>, channel: ChannelName): void {
  if (core.published._tag !== 'Idle' || !isOfMessages(channel)) return
  if (process.env.NODE_ENV === 'production' || process.env.NODE_ENV === 'test') return
  setTimeout(() => {
    if (core.published._tag !== 'Idle') return
    warnOnce(
      'not started',
      `${core.options.name}: receive$ is subscribed, but the connection is not started, so nothing is received. Subscribe to clientStart$(connection) too.`,
    )
  }, 0)
}

/** Warns that a component defines its connection in each render. */
export function warnAboutRenders(): void {
  if (process.env.NODE_ENV === 'production' || process.env.NODE_ENV === 'test') return
  warnOnce(
    'defined in a render',
    'useConnection got another connection in each of several renders in a row. Define the connection once, outside of the component or with useState(() => defineConnection(...)).',
  )
}
