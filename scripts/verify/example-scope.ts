/**
 * Statements that an `@example` may rely on without writing them: one for each name. Names that the package or rxjs
 * exports are imported without an entry here.
 */
export const exampleScope: Readonly<Record<string, string>> = {
  t: "import * as t from 'io-ts'",
  z: "import { z } from 'zod'",
  createReadStream: "import { createReadStream } from 'node:fs'",
  signal: "import { signal } from '@preact/signals-core'",
  Signal: "import { Signal } from 'signal-polyfill'",
  chat: "declare const chat: import('pulsewire').Connection<string, string>",
  uploads: "declare const uploads: import('pulsewire').Connection<string, string>",
  orders: "declare const orders: import('pulsewire').Connection<string, string>",
  quotes: "declare const quotes: import('pulsewire').Connection<string, { readonly subscribe: string }>",
  Quote: "declare const Quote: import('io-ts').Type<{ readonly symbol: string; readonly price: number }, unknown>",
  settings: "declare const settings: import('pulsewire').Settings",
  order$: "declare const order$: import('rxjs').Observable<string>",
  askAgain: "declare const askAgain: (error: unknown) => import('rxjs').Observable<string>",
  render: 'declare const render: (text: string) => void',
  request: "import { request } from 'pulsewire/request'",
  topics: "import { topics } from 'pulsewire/topics'",
  inSequence: "import { inSequence } from 'pulsewire/topics'",
  isKnown: "declare const isKnown: (request: import('node:http').IncomingMessage) => boolean",
  answer: 'declare const answer: (text: string) => string',
  IncomingMessage: "import type { IncomingMessage } from 'node:http'",
  refuse: "import { refuse } from 'pulsewire/server'",
  dismiss: "import { dismiss } from 'pulsewire/server'",
  left: "import { left } from 'fp-ts/lib/Either.js'",
  right: "import { right } from 'fp-ts/lib/Either.js'",
  rpc: "declare const rpc: import('pulsewire').Connection<{ id: number; result?: string; error?: string }, { id: number; method: string }>",
  prices:
    "declare const prices: import('pulsewire').Connection<{ symbol: string; price: number }, { method: string; params: readonly string[] }>",
  depth$: "declare const depth$: import('rxjs').Observable<{ first: number; last: number; isSnapshot: boolean }>",
  store: 'declare const store: (line: string) => Promise<void>',
  source: 'declare const source: { pause(): void; resume(): void }',
  file: 'declare const file: { stream(): ReadableStream<string> }',
  MockWebSocket: "declare const MockWebSocket: import('pulsewire').WebSocketConstructor",
  server: "declare const server: import('pulsewire/testing').Peer",
}
