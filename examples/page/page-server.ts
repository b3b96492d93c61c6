import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import { build } from 'esbuild'
import * as t from 'io-ts'

import type { Behaviour } from './behaviour.ts'
import { MisbehavingServer } from './misbehaving-server.ts'

/** The live page, served. */
export interface PageServer {
  readonly url: string
  close(): void
}

type Content = readonly [type: string, body: string]

const here = fileURLToPath(new URL('.', import.meta.url))
const sheets = ['theme.css', 'page.css', 'controls.css', 'source.css']
const read = (name: string): string => readFileSync(here + name, 'utf8')

const Behaviour: t.Type<Behaviour, unknown> = t.type({
  handshake: t.union([t.literal(101), t.literal(401), t.literal(503)]),
  delay: t.union([t.number, t.null]),
})

/** The behaviours that the page offers. */
const CloseCode: t.Type<1000 | 1008 | 1012, unknown> = t.union([t.literal(1000), t.literal(1008), t.literal(1012)])

/** Bundles a script of the page, as a user's bundler does. */
async function bundle(script: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [here + script],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['pulsewire:source', 'production'], // uses lib/ of the clone, without a build and without its warnings
    logLevel: 'warning',
  })
  return outputFiles[0]?.text ?? ''
}

/** Allows traffic to this machine only. Not every browser counts a WebSocket to the page's own server as 'self'. */
const policy = (port: number): string =>
  [
    ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'"],
    ...[`connect-src 'self' ws://127.0.0.1:${port}`, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  ].join('; ')

/** Serves the page on 127.0.0.1. @param port - 0 takes a free one */
export async function servePage(port = 0): Promise<PageServer> {
  const contents: Readonly<Record<string, Content>> = {
    '/': ['text/html', read('index.html')],
    '/?tabs': ['text/html', read('index.html')],
    ...Object.fromEntries(sheets.map((name): [string, Content] => [`/${name}`, ['text/css', read(name)]])),
    '/icon.svg': ['image/svg+xml', read('icon.svg')],
    '/page.js': ['text/javascript', await bundle('page.ts')],
    '/shared-socket.js': ['text/javascript', await bundle('shared-socket.ts')],
    '/pipeline.ts': ['text/plain', read('pipeline.ts')],
  }
  const misbehaving = new MisbehavingServer()
  const server = createServer((request, response) => {
    if (request.method === 'POST') void obey(request, response, misbehaving)
    else give(response, contents[request.url ?? ''])
  })
  server.on('upgrade', misbehaving.upgrade)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: actual } = server.address() as AddressInfo

  function give(response: ServerResponse, [type, body]: Content = ['', '']): void {
    response.writeHead(type === '' ? 404 : 200, {
      'content-type': `${type || 'text/plain'}; charset=utf-8`,
      'content-security-policy': policy(actual),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    response.end(body)
  }

  return {
    url: `http://127.0.0.1:${actual}/`,
    close: () => {
      misbehaving.drop()
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Reads a request of the page. A page of another origin cannot send one: JSON needs the server's permission (CORS). */
async function obey(request: IncomingMessage, response: ServerResponse, server: MisbehavingServer): Promise<void> {
  const isJson = request.headers['content-type'] === 'application/json'
  const wish = isJson ? parse(await text(request)) : undefined
  let isObeyed = true
  if (request.url === '/behave' && Behaviour.is(wish)) server.behave(wish)
  else if (request.url === '/close' && CloseCode.is(wish)) server.close(wish)
  else if (request.url === '/drop' && isJson) server.drop()
  else isObeyed = false
  response.writeHead(isObeyed ? 204 : 400).end()
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
