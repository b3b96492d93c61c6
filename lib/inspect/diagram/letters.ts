const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Stands for every text for which no letter is left. */
const other = '*'

/** Legend entries with more characters than this get a line of their own. */
const maxShared = 40

/** The letters of a picture: equal texts have the same letter. */
export class Letters {
  readonly #letters = new Map<string, string>()

  of(text: string): string {
    const letter = this.#letters.get(text) ?? alphabet[this.#letters.size]
    if (letter === undefined) return other
    this.#letters.set(text, letter)
    return letter
  }

  /** Lists the text of each letter. Short texts share lines; long ones follow. */
  legend(width: number): string {
    const entries = [...this.#letters].map(([text, letter]) => `  ${letter} ${text}`)
    if (this.#letters.size === alphabet.length) entries.push(`  ${other} all others`)
    const lines = ['']
    for (const entry of entries.filter(({ length }) => length <= maxShared)) {
      const line = lines.at(-1) ?? ''
      if (line.length + entry.length > width) lines.push(entry)
      else lines[lines.length - 1] = line + entry
    }
    const long = entries.filter(({ length }) => length > maxShared)
    return [...lines, ...long].filter((line) => line !== '').join('\n')
  }
}
