/** Longer keys are compared by their beginning: they may come from a peer or a file. */
const maxLength = 32

/** The number of edits (a letter added, removed, replaced, or swapped with its neighbour) from one text to another. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1]
      const edits = [at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (isSame ? 0 : 1)]
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        edits.push(at(beforeLast, j - 2) + 1)
      row.push(Math.min(...edits))
    }
    beforeLast = last
    last = row
  }
  return at(last, to.length)
}

const at = (row: ReadonlyArray<number>, index: number): number => row[index] ?? Infinity

/** The known key that a misspelt one most likely means, or `undefined` if none is near. Ignores case. */
export function nearestKey(key: string, known: Iterable<string>): string | undefined {
  const wanted = key.slice(0, maxLength).toLowerCase()
  let nearest: string | undefined
  let fewest = Math.max(2, Math.floor(wanted.length / 3)) + 1
  for (const candidate of known) {
    const edits = editDistance(wanted, candidate.toLowerCase())
    if (edits < fewest && edits < candidate.length) {
      nearest = candidate
      fewest = edits
    }
  }
  return nearest
}

/** Explains a key that is not known. */
export function explainUnknownKey(key: string, known: ReadonlyArray<string>): string {
  const nearest = nearestKey(key, known)
  return nearest === undefined
    ? `is unknown, so remove it; known are ${known.join(', ')}`
    : `is unknown; did you mean ${nearest}?`
}
