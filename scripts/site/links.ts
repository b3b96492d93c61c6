import { posix } from 'node:path'

import { sitePathOf } from './paths.ts'

/** The surroundings of a page: the pages of the site, and the files of the repository. */
export interface Surroundings {
  readonly isPage: (path: string) => boolean
  readonly isFile: (path: string) => boolean
  /** The address of a file of the repository for readers of the site. */
  readonly repository: string
}

/** A page with the links of the site, the pictures that it shows, and the links that lead nowhere. */
export interface Linked {
  readonly text: string
  readonly pictures: ReadonlyArray<string>
  readonly faults: ReadonlyArray<string>
}

/** Code, which has no links, or the target of a link or picture. */
const codeOrTarget = /(^ *(`{3,}|~{3,})[^]*?^ *\2 *$)|(`+)[^`\n]+\3|(!?)(\[(?:[^\]\n`]|`[^`\n]*`)*\]\()([^)\s]+)(\))/gm

/** Rewrites the links of a page, which lead through the repository, into links through the site. */
export function rewriteLinks(page: string, text: string, { isPage, isFile, repository }: Surroundings): Linked {
  const pictures: string[] = []
  const faults: string[] = []
  const folder = posix.dirname(page)
  const here = posix.dirname(sitePathOf(page))

  const rewrite = (target: string, isPicture: boolean): string => {
    if (/^(?:[a-z]+:|#|\/)/.test(target)) return target
    const [path = '', anchor] = target.split('#')
    const found = posix.join(folder, path)
    const suffix = anchor === undefined ? '' : `#${anchor}`
    if (isPage(found)) return `./${posix.relative(here, sitePathOf(found))}${suffix}`
    if (!isFile(found)) faults.push(`${page} links ${target}, and ${found} does not exist`)
    if (!isPicture) return `${repository}${found}${suffix}`
    pictures.push(found)
    return `./${posix.relative(here, sitePathOf(found))}`
  }

  const rewritten = text.replace(
    codeOrTarget,
    (whole, _fence, _ticks, _code, mark: string, opening?: string, target?: string, closing?: string) =>
      opening === undefined || target === undefined
        ? whole
        : `${mark}${opening}${rewrite(target, mark === '!')}${closing ?? ''}`,
  )
  return { text: rewritten, pictures, faults }
}
