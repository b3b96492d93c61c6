import type { Browser } from 'playwright-core'

import type { PictureFile } from './picture.ts'

/** A picture that `npm run docs:pictures` takes. */
export interface Picture extends PictureFile {
  /** Lets the program run, and takes the picture as PNG. */
  readonly take: (browser: Browser) => Promise<Buffer>
}
