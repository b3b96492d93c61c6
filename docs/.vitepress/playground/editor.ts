/** Patterns of coloured text, in order of precedence: a word within a comment is part of the comment. */
const tokens =
  /(?<comment>\/\*[^]*?\*\/|\/\/.*)|(?<string>'[^'\n]*'|`[^`]*`|"[^"\n]*")|(?<keyword>\b(?:import|from|export|type|interface|const|let|function|return|if|else|while|for|of|new|true|false|undefined)\b)|(?<call>\b[\w$]+(?=\())|(?<number>\b[\d_]+\b)/g

/** A text area over a coloured copy of its text. The copy gives both their size, so they scroll as one. */
export class Editor {
  readonly #area = document.createElement('textarea')
  readonly #copy = document.createElement('pre')
  #faulty: number | undefined

  constructor(root: HTMLElement, changed: (text: string) => void) {
    this.#area.spellcheck = false
    this.#area.autocapitalize = 'off'
    this.#area.setAttribute('autocorrect', 'off')
    this.#area.setAttribute('wrap', 'off')
    this.#area.ariaLabel = 'The marble test'
    this.#copy.ariaHidden = 'true'
    const pair = document.createElement('div')
    pair.className = 'pair'
    pair.append(this.#copy, this.#area)
    root.append(pair)
    this.#area.addEventListener('input', () => {
      this.#faulty = undefined
      this.#colour()
      changed(this.#area.value)
    })
  }

  get text(): string {
    return this.#area.value
  }

  set text(text: string) {
    this.#area.value = text
    this.#faulty = undefined
    this.#colour()
  }

  /** Marks the line of an error, from 1; `undefined` marks none. */
  set faulty(line: number | undefined) {
    if (line === this.#faulty) return
    this.#faulty = line
    this.#colour()
  }

  #colour(): void {
    const text = this.#area.value
    const pieces: (string | Node)[] = []
    let end = 0
    for (const { 0: token, index, groups = {} } of text.matchAll(tokens)) {
      const span = document.createElement('span')
      span.className = Object.keys(groups).find((name) => groups[name] !== undefined) ?? ''
      span.textContent = token
      pieces.push(text.slice(end, index), span)
      end = index + token.length
    }
    // A last line without characters has no height of its own.
    pieces.push(`${text.slice(end)}\n`)
    if (this.#faulty !== undefined) {
      const mark = document.createElement('i')
      mark.className = 'faulty'
      mark.style.setProperty('--line', String(this.#faulty - 1))
      pieces.push(mark)
    }
    this.#copy.replaceChildren(...pieces)
  }
}
