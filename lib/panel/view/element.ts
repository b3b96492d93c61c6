import type { Colour } from './colours.ts'

/** Makes an element. No HTML is parsed, so a page may forbid that (Trusted Types). */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: ReadonlyArray<Node | string>
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

/** Makes a decorative icon from the path of its strokes, in a square of 12 units. */
export function icon(path: string): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 12 12')
  svg.setAttribute('aria-hidden', 'true')
  const stroke = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  stroke.setAttribute('d', path)
  svg.append(stroke)
  return svg
}

/** Sets the text of a node, if it differs: an equal text costs no layout. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text
}

/** A change of the mark under the pointer, of the selection, of the visible time or of the rows. */
export type Change = 'pointed' | 'selected' | 'moved' | 'placed'

/** Gives an element the colour of its own that the styles refer to. */
export function setColour(element: HTMLElement, colour: Colour): void {
  element.style.setProperty('--own', `var(--${colour})`)
}
