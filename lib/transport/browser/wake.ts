/** The used part of `globalThis` and of a page's `document`. */
interface Events {
  addEventListener?(type: string, listener: (event: Occurrence) => void): void
  removeEventListener?(type: string, listener: (event: Occurrence) => void): void
}

interface Occurrence {
  /** Of `pageshow`: whether the page was kept while the user was elsewhere. */
  readonly persisted?: boolean
}

interface World extends Events {
  readonly document?: Events & { readonly visibilityState?: string }
}

/**
 * Calls `listener` when connections may have died unnoticed, or may work again: the network is back (`online`), the
 * page is seen again (`visibilitychange`), goes on after it was frozen (`resume`) or comes back from the back/forward
 * cache (`pageshow`). One return may cause several calls. A platform without these events causes none.
 *
 * @returns takes the listener away
 */
export function onWake(listener: () => void): () => void {
  const world = globalThis as World
  const { document } = world
  const onSeen = (): void => {
    if (document?.visibilityState === 'visible') listener()
  }
  const onShown = ({ persisted }: Occurrence): void => {
    if (persisted === true) listener()
  }
  const onBack = (): void => {
    listener()
  }
  const listeners: ReadonlyArray<readonly [Events | undefined, string, (event: Occurrence) => void]> = [
    [world, 'online', onBack],
    [world, 'pageshow', onShown],
    [document, 'visibilitychange', onSeen],
    [document, 'resume', onBack],
  ]
  for (const [events, type, f] of listeners) events?.addEventListener?.(type, f)
  return () => {
    for (const [events, type, f] of listeners) events?.removeEventListener?.(type, f)
  }
}
