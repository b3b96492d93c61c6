import type { Browser } from 'playwright-core'

/** A picture of a page, taken by `npm run docs:pictures`. */
export interface Picture {
  /** Its path, relative to the root. */
  readonly file: string
  readonly width: number
  readonly height: number
  /** Files and folders that it shows. A change of one of them makes it outdated. */
  readonly sources: ReadonlyArray<string>
  /** Lets the program run, and takes the picture as PNG. */
  readonly take: (browser: Browser) => Promise<Buffer>
}
