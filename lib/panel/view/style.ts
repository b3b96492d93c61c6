/** The styles of the panel. `light-dark()` follows `color-scheme`, which the attribute `theme` sets. */
export const styles = `
:host {
  --ground: light-dark(#fff, #161b22);
  --sunk: light-dark(#f4f6f9, #10141a);
  --ink: light-dark(#171b22, #e6eaf0);
  --soft: light-dark(#586272, #9aa5b4);
  --line: light-dark(#dfe3e9, #272e38);
  --edge: light-dark(#c3c9d2, #3a4452);
  --accent: light-dark(#1f5bd8, #8ab1ff);
  --on-accent: light-dark(#fff, #0b1526);
  --out: light-dark(#1f5bd8, #8ab1ff);
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
  --rest: light-dark(#586272, #9aa5b4);
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace;
  color-scheme: light dark;
  display: flex;
  flex-direction: column;
  min-width: 0;
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 10px;
  background: var(--ground);
  color: var(--ink);
  font: 13px/1.4 system-ui, -apple-system, 'Segoe UI', sans-serif;
  text-align: start;
}
.body { display: flex; flex-direction: column; flex: auto; min-height: 0; }
:host([theme='light']) { color-scheme: light; }
:host([theme='dark']) { color-scheme: dark; }
:host([hidden]) { display: none; }
@media (forced-colors: active) {
  :host {
    --ground: Canvas; --sunk: Canvas; --ink: CanvasText; --soft: CanvasText; --line: GrayText; --edge: CanvasText;
    --accent: Highlight; --on-accent: HighlightText;
  }
}
* { box-sizing: border-box; }
.bar {
  display: flex;
  flex-wrap: wrap;
  gap: 6px;
  align-items: center;
  padding: 8px 10px;
  border-bottom: 1px solid var(--line);
}
.set { display: flex; }
.set.lanes { flex-wrap: wrap; margin-inline: 2px auto; }
button, input {
  height: 28px;
  padding: 0 10px;
  border: 1px solid var(--edge);
  border-radius: 6px;
  background: transparent;
  color: inherit;
  font: inherit;
}
button { display: inline-flex; gap: 6px; align-items: center; justify-content: center; cursor: pointer; white-space: nowrap; }
button:hover { background: var(--sunk); }
button:disabled { color: var(--soft); opacity: .55; cursor: default; }
button svg { width: 12px; height: 12px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.set:not(.lanes) > button { margin-inline-start: -1px; border-radius: 0; }
.set:not(.lanes) > :first-child { border-start-start-radius: 6px; border-end-start-radius: 6px; }
.set:not(.lanes) > :last-child { border-start-end-radius: 6px; border-end-end-radius: 6px; }
[aria-pressed='true'].hold { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
.hold { min-width: 74px; }
.lanes button { gap: 5px; padding: 0 6px; border-color: transparent; color: var(--soft); }
.lanes button::before { content: ''; width: 8px; height: 8px; border: 1.5px solid var(--own); border-radius: 50%; }
.lanes button[aria-pressed='true'] { color: var(--ink); }
.lanes button[aria-pressed='true']::before { background: var(--own); }
.lanes [data-lane='state'] { --own: var(--good); }
.lanes [data-lane='out'] { --own: var(--out); }
.lanes [data-lane='in'] { --own: var(--in); }
.lanes [data-lane='errors'] { --own: var(--error); }
.lanes [data-lane='heartbeat'] { --own: var(--beat); }
.lanes [data-lane='queue'] { --own: var(--wait); }
input { flex: 0 1 140px; min-width: 84px; outline-offset: 0; }
input::placeholder { color: var(--soft); opacity: 1; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
[hidden] { display: none !important; }
.scroller { position: relative; flex: 1 1 auto; min-height: 0; overflow: hidden auto; background: var(--sunk); }
.content { position: relative; }
canvas { display: block; position: sticky; top: 0; width: 100%; cursor: crosshair; touch-action: pan-y; }
canvas:focus-visible { outline-offset: -3px; }
canvas.dragged { cursor: grabbing; }
.head {
  position: absolute;
  inset-inline: 0;
  display: flex;
  gap: 8px;
  align-items: center;
  padding-inline: 6px 8px;
  border-block: 1px solid var(--line);
  background: var(--ground);
}
.head:first-of-type { border-top-color: transparent; }
.head button { height: 24px; padding: 0 6px; border-color: transparent; }
.head .copy { margin-inline-start: auto; border-color: var(--edge); font-size: 12px; }
.fold { flex: none; max-width: 45%; font-weight: 600; }
.fold span { overflow: hidden; text-overflow: ellipsis; }
.fold svg { flex: none; transition: transform .15s; }
.fold[aria-expanded='false'] svg { transform: rotate(-90deg); }
.lamp { flex: none; width: 10px; height: 10px; border: 2px solid var(--rest); border-radius: 50%; }
[data-state='Open'] .lamp { border-color: var(--good); background: var(--good); }
[data-state='Connecting'] .lamp { border-color: var(--out); border-style: dashed; }
[data-state='Waiting'] .lamp { border-color: var(--wait); border-style: dashed; }
[data-state='Failed'] .lamp { border-color: var(--error); background: var(--error); border-radius: 2px; transform: rotate(45deg); }
.now { min-width: 0; overflow: hidden; color: var(--soft); text-overflow: ellipsis; white-space: nowrap; font-variant-numeric: tabular-nums; }
.now b { color: var(--ink); font-weight: 600; }
.details {
  flex: none;
  display: flex;
  flex-wrap: wrap;
  gap: 2px 10px;
  align-content: start;
  align-items: baseline;
  min-height: 38px;
  max-height: 128px;
  padding: 9px 12px;
  overflow: auto;
  border-top: 1px solid var(--line);
  font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere;
}
.details .hint, .details time { color: var(--soft); }
.details .tag { font-weight: 600; color: var(--own, inherit); }
.details pre { flex-basis: 100%; margin: 0; font: 12px/1.5 var(--mono); white-space: pre-wrap; }
.details textarea { flex-basis: 100%; height: 84px; font: 12px/1.5 var(--mono); }
.empty { margin: 0; padding: 28px 16px; color: var(--soft); text-align: center; }
code { font-family: var(--mono); font-size: .95em; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.narrow .set.lanes { order: 3; flex: 1 0 100%; margin: 0; overflow-x: auto; flex-wrap: nowrap; scrollbar-width: none; }
.narrow input { flex: 1 1 96px; }
.narrow .hold { min-width: 0; }
.narrow button { height: 32px; }
.narrow .head .copy span { display: none; }
@media (prefers-reduced-motion: reduce) { .fold svg { transition: none; } }
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
