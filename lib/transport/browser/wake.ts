/** The part of `globalThis` and of a page's `document` that is used. */
interface Events {
  addEventListener?(type: string, listener: (event: Occurrence) => void): void
  removeEventListener?(type: string, listener: (event: Occurrence) => void): void
}

interface Occurrence {
  /** Of `pageshow`: whether the page comes from the back/forward cache. */
  readonly persisted?: boolean
}

interface World extends Events {
  readonly document?: Events & { readonly visibilityState?: string }
}

/**
 * Calls `listener` when connections may have died unnoticed, or may work again: the network is back (`online`), the page
 * becomes visible (`visibilitychange`), continues after it was frozen (`resume`) or comes back from the back/forward
 * cache (`pageshow`). One return may cause several calls. A platform without these events causes none.
 *
 * @returns removes the listener
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
  const onEvent = (): void => {
    listener()
  }
  const listeners: ReadonlyArray<readonly [Events | undefined, string, (event: Occurrence) => void]> = [
    [world, 'online', onEvent],
    [world, 'pageshow', onShown],
    [document, 'visibilitychange', onSeen],
    [document, 'resume', onEvent],
  ]
  for (const [events, type, handler] of listeners) events?.addEventListener?.(type, handler)
  return () => {
    for (const [events, type, handler] of listeners) events?.removeEventListener?.(type, handler)
  }
}
