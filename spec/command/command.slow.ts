import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'

import { expect } from 'chai'
import { fromJSON } from 'pulsewire/inspect'

import { runTest } from '../inspect/run-test.ts'
import { listen } from '../support/peers/ws-server.ts'
import { Command, serving } from './process.ts'

/** By a name that the compiler does not follow: the types of the browser's driver need those of the DOM. */
const browserModule: string = '../browser/chromium.ts'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

describe('pulsewire', function () {
  this.timeout(60_000)
  let folder = ''
  before(() => Command.compile())
  after(() => Command.discard())
  beforeEach(() => {
    folder = mkdtempSync(`${tmpdir()}/pulsewire-command-`)
  })
  afterEach(() => {
    Command.kill()
    rmSync(folder, { recursive: true, force: true })
  })

  it('sends lines, prints messages, and stops at the end of the input', async () => {
    const [server, url] = await serving()
    const client = new Command([url]).endInput('one\ntwo\nlast')
    expect(await client.ended()).to.equal(0)
    expect(client.out).to.equal('one\ntwo\nlast\n')
    expect(client.err).to.equal(`-- Connecting, attempt 1\n-- Open: ${url}\n-- Closing 1000\n-- Closed 1000\n`)
    server.interrupt()
    expect(await server.ended()).to.equal(0)
    expect(server.err).to.match(/#1 open\n(#1 received \d+ bytes of text\n){3}#1 closed with 1000/)
  })

  it('prints one JSON message over several lines with --json --once, and sends bytes with --binary', async () => {
    const [, url] = await serving()
    const once = new Command(['--json', '--once', '-q', url]).endInput('{"a":[1]}\n{"b":2}\n')
    expect(await once.ended()).to.equal(0)
    expect([once.out, once.err]).to.deep.equal(['{\n  "a": [\n    1\n  ]\n}\n', ''])
    const binary = new Command(['--binary', url]).endInput('abc\n')
    expect(await binary.ended()).to.equal(0)
    expect(binary.out).to.equal('<61 62 63>\n')
  })

  it('sends headers, subprotocols and a fresh token, and prints none of them', async () => {
    const server = await listen((socket) => socket.close(1000))
    const asked = once(server.server, 'connection') as Promise<[unknown, { headers: Record<string, string> }]>
    const args = ['-H', 'X-Key: c4n4ry', '-s', 'chat', '--token-command', 'echo c4n4ry', `${server.url}?key=c4n4ry`]
    const client = new Command(args)
    const [, { headers }] = await asked
    expect(headers).to.include({ 'x-key': 'c4n4ry', authorization: 'Bearer c4n4ry', 'sec-websocket-protocol': 'chat' })
    await client.ended()
    expect(client.out + client.err).not.to.include('c4n4ry')
    await server.close()
  })

  it('ends with an exit code that names the verdict', async () => {
    const [, refusing] = await serving('--refuse', '403')
    expect(await new Command([refusing]).ended(), 'refused for good').to.equal(3)
    const [, busy] = await serving('--refuse', '503', '--retry-after', '1')
    const patient = new Command(['--attempts', '2', busy])
    expect(await patient.ended(), 'no attempts left').to.equal(5)
    expect(patient.err).to.include('Waiting 1000 ms for attempt 2')
    const wrong = new Command(['nonsense', '--once'])
    expect(await wrong.ended(), 'wrong arguments').to.equal(2)
    expect(wrong.err).to.include('pulsewire: url must be an absolute url')
    const [, stalling] = await serving('--stall')
    const stalled = new Command([stalling])
    await stalled.prints(/Open/)
    stalled.interrupt()
    await stalled.prints(/Closing/)
    stalled.interrupt()
    expect(await stalled.ended(), 'interrupted twice').to.equal(130)
  })

  it('plays a script, cuts connections and is late, as its server is told', async () => {
    const [, scripted] = await serving('--script', 'o-a-b--|', '--column', '20ms')
    const listening = new Command(['--wait', scripted]).endInput()
    expect(await listening.ended()).to.equal(0)
    expect(listening.out).to.equal('a\nb\n')
    const [, dropping] = await serving('--drop-every', '200ms')
    const dropped = new Command([dropping])
    await dropped.prints(/ConnectionLost[^]*Open[^]*ConnectionLost/)
    const [, slow] = await serving('--delay', '400')
    const began = performance.now()
    const late = new Command(['--once', slow]).type('hello\n')
    await late.ended()
    expect(performance.now() - began).to.be.greaterThan(800)
    expect(late.out).to.equal('hello\n')
  })

  it('loses no line of a long pipe, although its reader is slow', async () => {
    const [, url] = await serving()
    const lines = Array.from({ length: 50_000 }, (_, n) => `line ${n} ${'x'.repeat(40)}`)
    const client = new Command(['-q', url])
    client.output.pause()
    setTimeout(() => client.output.resume(), 1_500)
    client.endInput(`${lines.join('\n')}\n`)
    expect(await client.ended()).to.equal(0)
    expect(client.out.split('\n').length).to.equal(lines.length + 1)
    expect(client.out).to.equal(`${lines.join('\n')}\n`)
  })

  it('records, draws the recording, and prints it as a test that passes', async () => {
    const file = `${folder}/incident.json`
    const [, url] = await serving('--script', 'o-a--x', '--column', '50ms')
    const client = new Command(['--record', file, '--wait', url]).endInput('secret\n')
    await client.prints(/ConnectionLost[^]*Open[^]*ConnectionLost/)
    client.interrupt()
    expect(await client.ended()).to.equal(0)
    expect(readFileSync(file, 'utf8')).not.to.include('secret')
    const drawn = new Command(['--replay', file])
    expect(await drawn.ended()).to.equal(0)
    // The column of a state, and whether it shares that with others, depends on the speed of the machine.
    const recording = fromJSON(readFileSync(file, 'utf8'))
    if (recording._tag === 'Left') throw new Error(`${file} is no recording`)
    expect(drawn.out).to.equal(`${recording.right.diagram({ width: 98 })}\n`)
    expect(drawn.out).to.include('text, 1 bytes')
    const states = recording.right
      .toJSON()
      .events.flatMap((event) => (event._tag === 'State' ? [event.state._tag] : []))
    expect(states.slice(0, 4)).to.deep.equal(['Idle', 'Connecting', 'Open', 'Waiting'])
    const test = new Command(['--replay', file, '--test'])
    expect(await test.ended()).to.equal(0)
    runTest(test.out)
    const wrong = new Command(['--replay', `${folder}/none.json`])
    expect(await wrong.ended()).to.equal(2)
    writeFileSync(file, '{}')
    expect(await new Command(['--replay', file]).ended()).to.equal(2)
  })

  it('has a prompt on a terminal, and stops gracefully at Ctrl-C', async () => {
    const [, url] = await serving()
    const client = new Command([url], true)
    await client.prints(/Open/)
    client.type('hello\r')
    await client.prints(/< hello\r\n/)
    client.type('\u0003')
    expect(await client.ended()).to.equal(0)
    expect(client.out).to.match(/\u001b\[\d+m-- Closed 1000/)
  })

  it('draws the connection in place on a terminal with --diagram', async () => {
    const [, url] = await serving()
    const client = new Command(['--diagram', url], true)
    await client.prints(/state[^\n]*O/)
    client.type('hello\r')
    await client.prints(/received[^\n]*a/)
    client.type('\u0003')
    expect(await client.ended()).to.equal(0)
    expect(client.out)
      .to.match(/\u001b\[\d+F\u001b\[J/)
      .and.to.include("a 'hello'")
    expect(client.out).not.to.include('< hello')
  })

  it('says loudly that --insecure checks no certificate', async () => {
    const client = new Command(['--insecure', '-q', '--attempts', '1', 'wss://127.0.0.1:1/'])
    expect(await client.ended()).to.equal(5)
    expect(client.err).to.include('WARNING --insecure: no certificate is checked')
  })

  it("talks to nats-server's websocket", async function () {
    if (spawnSync('which', ['nats-server']).status !== 0) this.skip()
    const config = `${folder}/nats.conf`
    writeFileSync(config, 'listen: 127.0.0.1:-1\nwebsocket { listen: "127.0.0.1:-1", no_tls: true }\n')
    const nats = spawn('nats-server', ['-c', config])
    let printed = ''
    nats.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    while (!/websocket clients on ws:\/\/127\.0\.0\.1:\d+/.test(printed)) await once(nats.stderr, 'data')
    const [, url = ''] = /websocket clients on (ws:\S+)/.exec(printed) ?? []
    const client = new Command(['--once', url])
    expect(await client.ended()).to.equal(0)
    expect(client.out).to.match(/^<49 4e 46 4f |^INFO /)
    nats.kill()
    await once(nats, 'close')
  })

  it("talks to Chromium's DevTools endpoint", async () => {
    const port = await freePort()
    const { launchChromium } = (await import(browserModule)) as {
      readonly launchChromium: (...flags: ReadonlyArray<string>) => Promise<{ close(): Promise<void> }>
    }
    const browser = await launchChromium(`--remote-debugging-port=${port}`)
    const answer = await fetch(`http://127.0.0.1:${port}/json/version`)
    const { webSocketDebuggerUrl: url } = (await answer.json()) as { readonly webSocketDebuggerUrl: string }
    const order = '{"id":1,"method":"Browser.getVersion"}\n'
    const client = new Command(['--once', '--json', '-q', url]).type(order)
    expect(await client.ended()).to.equal(0)
    expect(JSON.parse(client.out)).to.have.nested.property('result.product').that.includes('Chrome')
    await browser.close()
  })
})
