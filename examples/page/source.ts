/** Patterns of coloured text, in order of precedence: a word within a comment is part of the comment. */
const tokens =
  /(?<comment>\/\*[^]*?\*\/|\/\/.*)|(?<string>'[^']*')|(?<keyword>\b(?:import|from|export|type|interface|const|function|return|readonly)\b)|(?<operator>\b\w+\$?(?=\())/g

/** Shows a source text with comments, strings and keywords in different colours. */
export function showSource(target: HTMLElement, text: string): void {
  let end = 0
  for (const { 0: token, index, groups = {} } of text.matchAll(tokens)) {
    const span = document.createElement('span')
    span.className = Object.keys(groups).find((name) => groups[name] !== undefined) ?? ''
    span.textContent = token
    target.append(text.slice(end, index), span)
    end = index + token.length
  }
  target.append(text.slice(end))
}
