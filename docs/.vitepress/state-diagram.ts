import type { Viz } from '@viz-js/viz'

/** Draws a state diagram of mermaid's notation, `A --> B: label`, as an inline picture in the colours of the page. */
export function drawStates(mermaid: string, graphviz: Viz): string {
  const arrows = [...mermaid.matchAll(/^ *(\S+) --> (\S+?)(?:: (.*))?$/gm)].map(
    ([, from = '', to = '', label = '']) => ({
      tail: from === '[*]' ? 'start' : from,
      head: to,
      attributes: { label: ` ${label.split(', ').join(' \n ')} ` },
    }),
  )
  if (arrows.length === 0) throw new Error('this mermaid diagram has no arrows: only state diagrams are drawn')
  const picture = graphviz.renderString(
    {
      graphAttributes: { bgcolor: 'none', nodesep: 0.2, ranksep: 0.3 },
      nodeAttributes: {
        shape: 'box',
        style: 'rounded',
        fontname: 'sans-serif',
        fontsize: 11,
        height: 0.3,
        color: 'currentColor',
        fontcolor: 'currentColor',
      },
      edgeAttributes: {
        fontname: 'sans-serif',
        fontsize: 9,
        arrowsize: 0.6,
        color: 'currentColor',
        fontcolor: 'currentColor',
      },
      nodes: [{ name: 'start', attributes: { shape: 'point', width: 0.12, color: 'currentColor' } }],
      edges: arrows,
    },
    { format: 'svg' },
  )
  const svg = picture
    .slice(picture.indexOf('<svg'))
    .replaceAll(/<title>[^<]*<\/title>/g, '')
    .replaceAll(/<!--[^]*?-->/g, '')
  return `<div class="states" role="img" aria-label="State diagram. The tables below list every arrow.">${svg}</div>`
}
