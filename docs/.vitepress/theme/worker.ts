import { transform } from 'sucrase'

import { evaluate } from '../playground/evaluate.ts'

// A link may carry the text of somebody else: what could reach the network or stored data is out of its reach.
for (const name of [
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'WebTransport',
  'EventSource',
  'importScripts',
  'indexedDB',
  'caches',
  'BroadcastChannel',
  'Worker',
  'SharedWorker',
]) {
  Reflect.defineProperty(globalThis, name, { value: undefined })
}

const transpile = (text: string): string =>
  transform(text, { transforms: ['typescript', 'imports'], filePath: 'test.ts', production: true }).code

// Kept before any text runs, which may replace it.
const send = postMessage.bind(globalThis)

addEventListener('message', ({ data }: MessageEvent<string>) => {
  send(evaluate(data, transpile))
})
send('ready')
