import { mono, sans } from '../paint/plot.ts'
import type { Lane } from '../timeline/mark.ts'

/** The styles of the panel. `light-dark()` follows `color-scheme`, which the attribute `theme` sets. */
export const styles: string = `
:host {
  --ground: light-dark(#fff, #161b22);
  --sunk: light-dark(#f4f6f9, #10141a);
  --ink: light-dark(#171b22, #e6eaf0);
  --soft: light-dark(#586272, #9aa5b4);
  --rest: var(--soft);
  --line: light-dark(#dfe3e9, #272e38);
  --edge: light-dark(#c3c9d2, #3a4452);
  --accent: light-dark(#1f5bd8, #8ab1ff);
  --out: var(--accent);
  --out-tint: light-dark(#e6eeff, #1a2947);
  --in: light-dark(#08715a, #5fd9b3);
  --in-tint: light-dark(#dcf4ec, #10342b);
  --error: light-dark(#b3261e, #ff9d94);
  --error-tint: light-dark(#fde9e6, #43201d);
  --beat: light-dark(#7a3fb0, #cfa4f5);
  --good: light-dark(#157a4c, #6cdc9f);
  --good-tint: light-dark(#d9f3e4, #12382a);
  --wait: light-dark(#8a5a00, #f2c266);
  --wait-tint: light-dark(#fdf0d3, #372b12);
  color-scheme: light dark;
  display: flex;
  min-width: 0;
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 10px;
  background: var(--ground);
  color: var(--ink);
  font: 13px/1.4 ${sans};
}
:host([theme='light']) { color-scheme: light; }
:host([theme='dark']) { color-scheme: dark; }
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; }
.body { display: flex; flex-direction: column; flex: auto; min-width: 0; }
.bar, .set, .head, .details { display: flex; align-items: center; }
.bar { flex-wrap: wrap; gap: 6px; padding: 8px 10px; }
.lanes { flex-wrap: wrap; margin-inline: 2px auto; }
button, input {
  height: 28px;
  padding: 0 10px;
  border: 1px solid var(--edge);
  border-radius: 6px;
  background: none;
  color: inherit;
  font: inherit;
  white-space: nowrap;
}
button { display: flex; gap: 6px; align-items: center; cursor: pointer; }
button:hover { background: var(--sunk); }
button:disabled { opacity: .5; cursor: default; }
svg { width: 12px; height: 12px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8; }
.zoom { gap: 2px; }
.hold[aria-pressed='true'] { border-color: var(--accent); background: var(--accent); color: var(--ground); }
.lanes button { gap: 5px; padding: 0 6px; border-color: transparent; }
.lanes button::before { content: ''; width: 8px; height: 8px; border: 1.5px solid var(--own); border-radius: 50%; }
.lanes [aria-pressed='true']::before { background: var(--own); }
[aria-pressed='false'] { color: var(--soft); }
.hold { color: inherit; }
input { flex: 0 1 140px; min-width: 84px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.scroller { flex: auto; min-height: 0; overflow: hidden auto; background: var(--sunk); }
.content { position: relative; }
canvas { display: block; position: sticky; top: 0; width: 100%; cursor: crosshair; touch-action: pan-y; }
canvas:focus-visible { outline-offset: -3px; }
canvas.dragged { cursor: grabbing; }
.head {
  position: absolute;
  inset-inline: 0;
  gap: 8px;
  padding-inline: 6px 8px;
  border-block: 1px solid var(--line);
  background: var(--ground);
}
.head button { height: 24px; padding: 0 6px; }
.head .copy { margin-inline-start: auto; font-size: 12px; }
.head .fold { flex: none; max-width: 45%; border-color: transparent; font-weight: 600; }
.fold span, .now { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.fold[aria-expanded='false'] svg { rotate: -90deg; }
.lamp { flex: none; width: 10px; height: 10px; border: 2px solid var(--own); border-radius: 50%; background: var(--own); }
[data-state='Connecting'] .lamp, [data-state='Waiting'] .lamp { background: none; border-style: dashed; }
[data-state='Failed'] .lamp { border-radius: 2px; rotate: 45deg; }
.now, .hint, time { color: var(--soft); }
b { color: var(--ink); font-weight: 600; }
.now, .details { font-variant-numeric: tabular-nums; }
.details {
  flex: none;
  flex-wrap: wrap;
  gap: 2px 10px;
  min-height: 38px;
  max-height: 128px;
  padding: 8px 12px;
  overflow: auto;
  border-top: 1px solid var(--line);
  overflow-wrap: anywhere;
}
.details b { color: var(--own); }
pre, textarea { flex-basis: 100%; margin: 0; font: 12px/1.5 ${mono}; white-space: pre-wrap; }
textarea { height: 84px; }
.empty { margin: 0; padding: 28px; color: var(--soft); text-align: center; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.narrow .lanes { order: 3; flex: 0 0 100%; flex-wrap: nowrap; overflow-x: auto; scrollbar-width: none; }
.narrow input { flex: 1 1 84px; }
.narrow button { height: 32px; }
.narrow .copy span { display: none; }
`

/** A colour that the canvas takes from the styles. */
type Colour =
  | ('ground' | 'sunk' | 'ink' | 'soft' | 'line' | 'edge' | 'accent' | 'beat' | 'rest')
  | `${'out' | 'in' | 'error' | 'good' | 'wait'}${'' | '-tint'}`

/** The colours of the canvas, resolved for the current theme. */
export type Palette = Readonly<Record<Colour, string>>

export const colours: ReadonlyArray<Colour> = [
  ...(['ground', 'sunk', 'ink', 'soft', 'line', 'edge', 'accent', 'beat', 'rest', 'out', 'in', 'error'] as const),
  ...(['good', 'wait', 'out-tint', 'in-tint', 'error-tint', 'good-tint', 'wait-tint'] as const),
]

/** The colours of the rows. */
export const laneColours: Readonly<Record<Lane, Colour>> = {
  state: 'good',
  out: 'out',
  in: 'in',
  errors: 'error',
  heartbeat: 'beat',
  queue: 'wait',
}

/** The colours of the states. */
export const stateColours: Readonly<Record<string, Colour>> = {
  Connecting: 'out',
  Open: 'good',
  Waiting: 'wait',
  Failed: 'error',
}

/** Gives an element the colour of its own that the styles refer to. */
export function setColour(element: HTMLElement, colour: Colour): void {
  element.style.setProperty('--own', `var(--${colour})`)
}
