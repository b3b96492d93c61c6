import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { expect } from 'chai'
import ts from 'typescript'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The folder of the declarations. It exists in memory alone, below the root so that `rxjs` is found. */
const folder = `${root}temp/declarations/`

/** The declarations of the library, as the build writes them. */
function emitDeclarations(): ReadonlyMap<string, string> {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, isolatedDeclarations: true, stripInternal: true }
  const files = new Map<string, string>()
  for (const path of readdirSync(`${root}lib`, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts')) continue
    const text = readFileSync(`${root}lib/${path}`, 'utf8')
    const { outputText } = ts.transpileDeclaration(text, { fileName: path, compilerOptions })
    files.set(folder + path.replace(/\.ts$/, '.d.ts'), outputText.replaceAll(/(?<=from '\..*)\.ts'/g, ".js'"))
  }
  return files
}

/** Compiles a program against the declarations; what the compiler says. */
function compile(files: ReadonlyMap<string, string>, content: string, lib: ReadonlyArray<string>): string[] {
  const options: ts.CompilerOptions = {
    ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, noEmit: true, strict: true, types: [] },
    ...{ moduleResolution: ts.ModuleResolutionKind.Bundler, exactOptionalPropertyTypes: true },
    // Without the DOM every program needs `skipLibCheck`: the declarations of rxjs name its types, and ours name `URL`.
    ...{ lib: lib.map((name) => `lib.${name}.d.ts`), skipLibCheck: true },
    paths: {
      'pulsewire/websocket': [`${folder}websocket.d.ts`],
      'pulsewire/rxjs-web-socket': [`${folder}rxjs-web-socket.d.ts`],
    },
  }
  const all = new Map(files).set(`${folder}program.ts`, content)
  const host = ts.createCompilerHost(options)
  const { readFile, fileExists } = host
  host.readFile = (path) => all.get(path) ?? readFile(path)
  host.fileExists = (path) => all.has(path) || fileExists(path)
  const { getSourceFile } = host
  host.getSourceFile = (path, ...rest) => {
    const text = all.get(path)
    return text === undefined ? getSourceFile(path, ...rest) : ts.createSourceFile(path, text, ts.ScriptTarget.ES2022)
  }
  host.directoryExists = () => true
  const program = ts.createProgram([`${folder}program.ts`], options, host)
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
}

const anywhere = `
import { ReconnectingWebSocket, WebSocket, webSocketClass } from 'pulsewire/websocket'
import { webSocket } from 'pulsewire/rxjs-web-socket'
const socket: WebSocket = new WebSocket('ws://peer/', ['a'])
socket.onmessage = ({ data, origin }) => [data, origin.length]
socket.addEventListener('close', ({ code, reason, wasClean }) => [code.toFixed(), reason.length, wasClean === true])
socket.addEventListener('error', ({ error }) => error._tag.length)
socket.binaryType = 'arraybuffer'
socket.send(new Uint8Array(1))
new ReconnectingWebSocket(() => 'ws://peer/').reconnect(4_000, 'why')
new (webSocketClass({ pool: true, heartbeat: { interval: 1, timeout: 1 } }))('ws://peer/').close()
webSocket<number>({ url: 'ws://peer/', retry: {} }).subscribe((value) => value.toFixed())
`

const inThePage = `${anywhere}
const Class: typeof globalThis.WebSocket = WebSocket
const Other: typeof globalThis.WebSocket = webSocketClass()
const Third: typeof globalThis.WebSocket = ReconnectingWebSocket
const platform: globalThis.WebSocket = socket
platform.onclose = (event: CloseEvent) => event.code
socket.onclose = (event: CloseEvent) => event.code
socket.addEventListener('message', (event: MessageEvent<string>) => event.data.length)
void [Class, Other, Third]
`

describe('the types of the facades', function () {
  this.timeout(120_000).slow(60_000)
  let files: ReadonlyMap<string, string>

  before(() => {
    files = emitDeclarations()
    expect([...files.keys()]).to.include(`${folder}websocket.d.ts`)
  })

  it('compile without lib.dom and without the types of Node', () => {
    expect(compile(files, anywhere, ['es2022'])).to.deep.equal([])
  })

  it('are assignable to the WebSocket and the typeof WebSocket of lib.dom', () => {
    expect(compile(files, inThePage, ['es2022', 'dom'])).to.deep.equal([])
  })

  it('are checked here: a wrong use is a fault', () => {
    const wrong = `${anywhere}\nsocket.readyState = 1\nsocket.send(1)\n`
    expect(compile(files, wrong, ['es2022'])).to.have.length(2)
    expect(compile(files, inThePage, ['es2022'])).to.not.deep.equal([])
  })
})
