/** What a page cannot do to itself: run.ts does it. */
interface Host {
  hostSetOffline(offline: boolean): Promise<void>
  hostPrefer(preferences: Preferences): Promise<void>
  hostTouch(fingers: ReadonlyArray<Point>): Promise<void>
  hostWheel(at: Point, delta: number, modifier?: string): Promise<void>
}

/** Preferences of the user that a page can query. `null`: those of the machine. */
export interface Preferences {
  readonly colorScheme?: 'light' | 'dark' | null
  readonly forcedColors?: 'active' | 'none' | null
}

/** A place in the page, in pixels. */
export interface Point {
  readonly x: number
  readonly y: number
}

const host = globalThis as unknown as Host

/** Takes the network away, or gives it back. */
export const setOffline = (offline: boolean): Promise<void> => host.hostSetOffline(offline)

/** Changes preferences of the user, such as forced colours. */
export const prefer = (preferences: Preferences): Promise<void> => host.hostPrefer(preferences)

/** Puts fingers on the page, or moves those that are there. None: lifts them all. */
export const touch = (...fingers: ReadonlyArray<Point>): Promise<void> => host.hostTouch(fingers)

/** Turns the wheel of a mouse, with a key that is held down. */
export const wheel = (at: Point, delta: number, modifier?: string): Promise<void> => host.hostWheel(at, delta, modifier)

/** Where the peers of spec/support/peers/peer-server.ts answer. */
export const origin: string = location.origin.replace(/^http/, 'ws')
