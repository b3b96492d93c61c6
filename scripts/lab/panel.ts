/** The frames of a page with a panel, at 5,000 messages a second. The measurement needs types of the DOM: it is no import here. */
await import(new URL('../pages/measure-panel.ts', import.meta.url).href)
