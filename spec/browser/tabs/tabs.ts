import type { FeedRecord, TabRecord } from './feed.ts'

/** What a page cannot do to others: host-tabs.ts does it. */
interface Host {
  hostOpenTab(address: string): Promise<number>
  hostReadTab(n: number): Promise<TabRecord>
  hostReloadTab(n: number): Promise<void>
  hostCloseTab(n: number): Promise<void>
  hostCrashTab(n: number): Promise<void>
  hostHaltTab(n: number): Promise<void>
  hostContinueTab(n: number): Promise<void>
  hostFeed(): Promise<FeedRecord>
  hostDropFeed(): Promise<void>
}

const host = globalThis as unknown as Host

/** Another page of this browser. */
export interface Tab {
  readonly read: () => Promise<TabRecord>
  readonly reload: () => Promise<void>
  readonly close: () => Promise<void>
  /** Ends the process of the page, as a crash does. */
  readonly crash: () => Promise<void>
  /** Stops its scripts, as a browser does with a tab that it freezes. */
  readonly halt: () => Promise<void>
  readonly goOn: () => Promise<void>
}

/**
 * Opens a tab that subscribes to symbols.
 *
 * @param query - `alone`: without the SharedWorker; `direct`: with a socket of its own beside it
 */
export async function openTab(symbols: string, query = ''): Promise<Tab> {
  const n = await host.hostOpenTab(`/tab?${query}#${symbols}`)
  return {
    read: () => host.hostReadTab(n),
    reload: () => host.hostReloadTab(n),
    close: () => host.hostCloseTab(n),
    crash: () => host.hostCrashTab(n),
    halt: () => host.hostHaltTab(n),
    goOn: () => host.hostContinueTab(n),
  }
}

export const readFeed = (): Promise<FeedRecord> => host.hostFeed()

export const dropFeed = (): Promise<void> => host.hostDropFeed()
