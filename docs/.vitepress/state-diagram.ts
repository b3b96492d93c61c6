import type { Viz } from '@viz-js/viz'

/** Draws a state diagram of mermaid's notation, `A --> B: label`, as an inline picture; the style sheet colours it. */
export function drawStates(mermaid: string, graphviz: Viz): string {
  const found = [...mermaid.matchAll(/^ *(\S+) --> (\S+?)(?:: (.*))?$/gm)]
  // States in the order in which a connection passes through them: the diagram runs down along it.
  const order = [...new Set(found.map(([, from = '']) => from))]
  const arrows = found.map(([, from = '', to = '', label = '']) => {
    const steps = order.indexOf(to) - order.indexOf(from)
    return {
      tail: from === '[*]' ? 'start' : from,
      head: to,
      attributes: { label: ` ${label.split(', ').join(' \n ')} `, constraint: steps > 0, weight: steps === 1 ? 20 : 1 },
    }
  })
  if (arrows.length === 0) throw new Error('this mermaid diagram has no arrows: only state diagrams are drawn')
  const picture = graphviz.renderString(
    {
      graphAttributes: { bgcolor: 'none', nodesep: 0.2, ranksep: 0.3 },
      nodeAttributes: {
        shape: 'box',
        style: 'rounded',
        fontname: 'sans-serif',
        fontsize: 12,
        height: 0.3,
      },
      edgeAttributes: {
        fontname: 'sans-serif',
        fontsize: 10,
        arrowsize: 0.6,
      },
      nodes: [{ name: 'start', attributes: { shape: 'point', width: 0.12 } }],
      edges: arrows,
    },
    { format: 'svg' },
  )
  const svg = picture
    .slice(picture.indexOf('<svg'))
    // Pixels instead of points, which are a third larger.
    .replace(/width="(\d+)pt" height="(\d+)pt"/, 'width="$1" height="$2"')
    .replaceAll(/<title>[^<]*<\/title>/g, '')
    .replaceAll(/<!--[^]*?-->/g, '')
  return `<div class="states" tabindex="0" role="img" aria-label="State diagram. The tables below list every arrow.">${svg}</div>`
}
