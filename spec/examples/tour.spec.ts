import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { expect } from 'chai'

import { type BundledProgram, bundleProgram } from '../support/bundle-program.ts'
import { listen } from '../support/peers/ws-server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The arguments of Node with which `npm start` starts the program. */
const source = ['--import', 'tsx', '--conditions=pulsewire:source', 'examples/tour.ts']

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A program that was started. */
class Run {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #closed: Promise<unknown[]>
  stdout = ''
  stderr = ''

  constructor(parameters: readonly string[]) {
    this.#child = spawn(process.execPath, parameters, { cwd: root })
    this.#closed = once(this.#child, 'close')
    this.#child.stdout.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()))
    this.#child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()))
  }

  say(text: string): this {
    this.#child.stdin.write(text)
    return this
  }

  endInput(): this {
    this.#child.stdin.end()
    return this
  }

  interrupt(): void {
    this.#child.kill('SIGINT')
  }

  /** Resolves as soon as it has written this to its standard error. */
  async says(text: string): Promise<void> {
    while (!this.stderr.includes(text)) await once(this.#child.stderr, 'data')
  }

  async ended(): Promise<Ended> {
    const [code] = (await this.#closed) as [number | null]
    return { code, stdout: this.stdout, stderr: this.stderr }
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}

describe('npm start', function () {
  // Each run starts Node anew.
  this.timeout(20_000)

  let program: BundledProgram
  before(async () => {
    program = await bundleProgram('examples/tour.ts')
  })
  after(() => program.remove())

  const runs: Run[] = []
  const startNode = (...parameters: readonly string[]): Run => {
    const run = new Run(parameters)
    runs.push(run)
    return run
  }
  const start = (...parameters: readonly string[]): Run => startNode(program.file, ...parameters)
  afterEach(() => {
    for (const run of runs.splice(0)) run.kill()
  })

  describe('without arguments', () => {
    it('runs the tour, draws what happened and ends by itself', async () => {
      const { code, stdout, stderr } = await startNode(...source).ended()
      expect(stderr).to.equal('')
      expect(code).to.equal(0)
      const lane = (group: string, name: string): string => {
        const from = stdout.indexOf(` ${name} `, stdout.indexOf(`\n  ${group}  `))
        return stdout.slice(from, stdout.indexOf('\n', from)).replace(` ${name} `, '').trim()
      }
      expect(stdout.match(/^ {2}\d {2}\w.*$/gm)).to.have.length(7)
      expect(stdout.split('\n').filter((line) => line.length > 100)).to.deep.equal([])
      expect(stdout).not.to.include('\u001b')
      // Open, lost, refused at least once, open again, closing, closed.
      for (const connection of ['chat', 'quotes']) {
        expect(lane(connection, 'state')).to.match(/^IC-*O=+W\.+C(W\.+C)*-*O=+SX$/)
        expect(lane(connection, 'errors')).to.match(/\w/)
      }
      expect(stdout).to.match(/(\w) 'hello' .*(\w) 'HELLO'/)
      expect(stdout).to.include('<01 02 03>').and.to.include('<03 02 01>')
      expect(stdout).to.include('DecodeFailed: quotes').and.to.include('price: expected number')
    })
  })

  describe('with an address', () => {
    let server: Awaited<ReturnType<typeof listen>>
    let address: string
    let heard: string[]
    beforeEach(async () => {
      heard = []
      server = await listen((socket) => {
        socket.on('message', (data: Buffer, isBinary) => {
          heard.push(data.toString())
          if (data.toString() === 'close') socket.close(1000, 'as asked')
          else if (data.toString() === 'expel') socket.close(1008, 'as asked')
          else if (data.toString() === 'binary') socket.send(data.subarray(0, 3))
          else socket.send(`you said ${data.toString()}`, { binary: isBinary })
        })
        socket.on('close', (code) => heard.push(`closed with ${code}`))
      })
      address = `${server.url}path`
    })
    afterEach(() => server.close())

    it('sends the lines of its input, prints what comes in and stops at the end of the input', async () => {
      const { code, stdout, stderr } = await start(address).say('one\ntwo\nbinary\nlast').endInput().ended()
      expect(heard).to.deep.equal(['one', 'two', 'binary', 'last', 'closed with 1000'])
      expect(stdout).to.equal('you said one\nyou said two\n<62 69 6e>\nyou said last\n')
      expect(stderr).to.match(/Connecting, attempt 1\n.*Open: ws:.*\n.*Closing 1000\n.*Closed 1000\n$/)
      expect(code).to.equal(0)
    })

    it('stops gracefully when it is interrupted', async () => {
      const run = start(address)
      await run.says('Open')
      run.interrupt()
      const { code, stderr } = await run.ended()
      expect(stderr).to.match(/Closed 1000\n$/)
      expect(heard).to.deep.equal(['closed with 1000'])
      expect(code).to.equal(0)
    })

    it('ends at once when it is interrupted twice', async () => {
      const run = start(address)
      await run.says('Open')
      for (const socket of server.server.clients) socket.pause()
      run.interrupt()
      await run.says('Closing')
      run.interrupt()
      expect((await run.ended()).code).to.equal(130)
    })

    it('ends well when the server closes with 1000', async () => {
      const { code, stderr } = await start(address).say('close\n').ended()
      expect(stderr).to.match(/Closed 1000 "as asked"\n$/)
      expect(code).to.equal(0)
    })

    it('ends with 1 when the connection fails for good', async () => {
      const { code, stderr } = await start(address).say('expel\n').ended()
      expect(stderr).to.match(/ConnectionLost: .*1008.*\n.*Failed\n$/)
      expect(code).to.equal(1)
    })
  })

  it('explains a problem of an address and exits with 2, without repeating the address', async () => {
    const { code, stdout, stderr } = await start('ftp://name:secret@host').ended()
    expect(code).to.equal(2)
    expect(stdout).to.equal('')
    expect(stderr).to.include('pulsewire: url must begin with ws: or wss:').and.not.to.include('secret')
  })

  it('explains itself', async () => {
    const { code, stdout } = await start('--help').ended()
    expect(code).to.equal(0)
    expect(stdout).to.include('npm start -- ws://host:port/path')
    expect((await start('--what').ended()).code).to.equal(2)
  })
})
