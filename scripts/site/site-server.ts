import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'

/** The built site, served. */
export interface SiteServer {
  readonly url: string
  /** The addresses of all pages, relative to `url`. */
  readonly pages: ReadonlyArray<string>
  close(): void
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** Allows requests to this server only. The playground evaluates the text of its editor, in a worker. */
const policy = [
  ...["default-src 'self'", "script-src 'self' 'unsafe-inline' 'unsafe-eval'", "style-src 'self' 'unsafe-inline'"],
  ...["img-src 'self' data:", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join('; ')

/** Serves a folder on 127.0.0.1. @param port - 0 takes a free one */
export async function serveSite(folder: string, port = 0): Promise<SiteServer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(folder.length))
  const paths = new Map(
    files.flatMap((file) => [[file, file] as const, [file.replace(/(?<=\/)index\.html$|\.html$/, ''), file] as const]),
  )
  const server = createServer((request, response) => {
    // Only known files are served. The addresses of the site need no escapes.
    const file = paths.get((request.url ?? '/').replace(/[?#].*$/, ''))
    response.writeHead(file === undefined ? 404 : 200, {
      'content-type': `${types[extname(file ?? '/404.html')] ?? 'application/octet-stream'}; charset=utf-8`,
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    response.end(readFileSync(folder + (file ?? '/404.html')))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pages: files.filter((file) => file.endsWith('.html') && file !== '/404.html').sort(),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
