/**
 * Generates one part of a page. Each file in scripts/docs/generators/ exports one generator, or several, by default. The text goes between
 * `<!-- generated:NAME -->` and `<!-- /generated:NAME -->` on the target page.
 */
export interface Generator {
  readonly name: string
  /** The page, relative to the root: `docs/semantics.md`. */
  readonly target: string
  readonly generate: () => string | Promise<string>
}
