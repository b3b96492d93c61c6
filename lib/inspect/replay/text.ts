import type { RecordedBody } from '../recording/recorded-event.ts'

/** Quotes a string as source. A recording may come from anywhere, so every string of it goes through here. */
export function quote(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`
}

/** Writes a message as source. A hidden one becomes another of its kind and size. */
export function bodySource({ kind, size, content }: RecordedBody): string {
  const bytes = Math.max(0, Math.trunc(size))
  if (kind === 'text') {
    if (content !== undefined) return quote(content)
    return bytes <= 16 ? quote('.'.repeat(bytes)) : `'.'.repeat(${bytes})`
  }
  if (content === undefined || !/^(?:[\da-f]{2})*$/.test(content)) return `new Uint8Array(${bytes})`
  return `Uint8Array.of(${(content.match(/../g) ?? []).map((hex) => Number.parseInt(hex, 16)).join(', ')})`
}

/** Letters of scripts, without those that have a meaning of their own. More follow from other alphabets. */
const letters = 'abcdefghijklmnpqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const moreLetters = 0x4e_00

/** The letters of a peer's values: equal values have the same letter. */
export class ValueLetters {
  readonly #letters = new Map<string, string>()

  of(source: string): string {
    const { size } = this.#letters
    const letter =
      this.#letters.get(source) ?? letters[size] ?? String.fromCharCode(moreLetters + size - letters.length)
    this.#letters.set(source, letter)
    return letter
  }

  /** The fields of the object of values, as source. */
  get fields(): ReadonlyArray<string> {
    return [...this.#letters].map(([source, letter]) => `${letter}: ${source}`)
  }
}

/** Writes a marble script: a letter at each time, in milliseconds. The times grow. */
export function scriptSource(steps: ReadonlyArray<readonly [at: number, letter: string]>): string {
  let script = ''
  let now = 0
  for (const [at, letter] of steps) {
    const gap = at - now
    script += gap > 4 ? `${script === '' ? '' : ' '}${gap}ms ${letter}` : '-'.repeat(Math.max(0, gap)) + letter
    now = at + 1
  }
  return script === '' ? '-' : script
}

/** Writes lines with an indentation. */
export function indent(lines: ReadonlyArray<string>, by: number): string {
  return lines.map((line) => `${' '.repeat(by)}${line}`).join('\n')
}
