/** What a page cannot do to itself: run.ts does it. */
interface Host {
  hostSetOffline(offline: boolean): Promise<void>
  hostFreeze(ms: number): Promise<void>
}

const host = globalThis as unknown as Host

/** Takes the network away, or gives it back. */
export const setOffline = (offline: boolean): Promise<void> => host.hostSetOffline(offline)

/** Freezes the page, as a browser does with one that was hidden for long, and lets it go on after `ms`. */
export const freeze = (ms: number): Promise<void> => host.hostFreeze(ms)

/** Where the peers of spec/shared/peer-server.ts answer. */
export const origin: string = location.origin.replace(/^http/, 'ws')
