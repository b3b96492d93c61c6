/** What a page cannot do to itself: run.ts does it. */
interface Host {
  hostSetOffline(offline: boolean): Promise<void>
}

const host = globalThis as unknown as Host

/** Takes the network away, or gives it back. */
export const setOffline = (offline: boolean): Promise<void> => host.hostSetOffline(offline)

/** Where the peers of spec/support/peers/peer-server.ts answer. */
export const origin: string = location.origin.replace(/^http/, 'ws')
