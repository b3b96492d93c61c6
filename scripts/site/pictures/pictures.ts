import { livePage } from './live-page.ts'
import { panel } from './panel.ts'
import type { Picture } from './taken-picture.ts'
import { tourTerminal } from './tour-terminal.ts'

/** The pictures of README.md and docs/. */
export const pictures: ReadonlyArray<Picture> = [livePage, panel, tourTerminal]
