/**
 * The names that a prelude imports and the visible code uses. Readers do not see the prelude, so the code that they copy would
 * not compile, and they would not know where the name comes from.
 */
export function hiddenImports(prelude: string, visible: string): readonly string[] {
  const imported = [...prelude.matchAll(/\bimport\s+(?:type\s+)?(?:\{([^}]*)\}|\*\s+as\s+([\w$]+))/g)].flatMap(
    ([, names, namespace]) => (namespace === undefined ? (names ?? '').split(',') : [namespace]),
  )
  const words = new Set(visible.replaceAll(/\/\/.*$|'[^']*'/gm, '').match(/[\w$]+/g))
  return imported.map((name) => name.trim().replace(/^type\s+/, '')).filter((name) => words.has(name))
}
