import { mono, sans } from '../paint/plot.ts'
import { type Colour, colours } from './colours.ts'

/** Declares all colours as custom properties. */
const declare = (value: (colour: (typeof colours)[Colour]) => string): string =>
  Object.entries(colours)
    .map(([name, each]) => `--${name}: ${value(each)};`)
    .join('')

/**
 * The styles of the panel. `light-dark()` follows `color-scheme`, which the attribute `theme` sets. Where the user forces
 * colours, all of them are colours of the system.
 */
export const styles: string = `
:host {
  ${declare(([light, dark]) => `light-dark(${light}, ${dark})`)}
  color-scheme: light dark;
  display: flex;
  direction: ltr;
  min-width: 0;
  max-height: 100vh;
  box-sizing: border-box;
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 10px;
  background: var(--ground);
  color: var(--ink);
  font: 13px/1.4 ${sans};
  font-variant-numeric: tabular-nums;
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
button:disabled { opacity: .5; }
svg { width: 12px; height: 12px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8; }
.zoom { gap: 2px; }
.hold[aria-pressed='true'] { border-color: var(--accent); background: var(--accent); color: var(--ground); }
.lanes button { gap: 5px; padding: 0 6px; border-color: transparent; }
.lanes button::before { content: ''; width: 8px; height: 8px; border: 1.5px solid var(--own); border-radius: 50%; }
.lanes [aria-pressed='true']::before { background: var(--own); }
[aria-pressed='false'] { color: var(--soft); }
.hold { color: inherit; }
::placeholder { color: var(--soft); }
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
span, pre { unicode-bidi: isolate; }
.details b { color: var(--own); }
pre, textarea { flex-basis: 100%; margin: 0; font: 12px/1.5 ${mono}; white-space: pre-wrap; }
textarea { height: 84px; }
.empty { margin: 0; padding: 28px; color: var(--soft); text-align: center; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.narrow .lanes { order: 3; flex: 0 0 100%; flex-wrap: nowrap; overflow-x: auto; scrollbar-width: none; }
.narrow input { flex: 1 1 84px; }
.narrow button { height: 32px; }
.narrow .copy span { display: none; }
@media (forced-colors: active) {
  :host { ${declare(([, , forced]) => forced)} forced-color-adjust: none; }
  .hold[aria-pressed='true'] { color: HighlightText; }
  button:disabled { opacity: 1; color: GrayText; }
}
`
