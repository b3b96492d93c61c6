import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'

import { type BundledProgram, bundleProgram } from '../support/bundle-program.ts'

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** The command, in a process of its own. On a terminal it has a pseudo terminal (`script` of util-linux). */
export class Command {
  static readonly all = new Set<Command>()
  static #program: BundledProgram | undefined
  readonly #child: ChildProcessWithoutNullStreams
  readonly #closed: Promise<unknown[]>
  readonly #waiting: Array<() => void> = []
  #isOver = false
  out = ''
  err = ''

  constructor(args: ReadonlyArray<string>, isOnTerminal = false) {
    const command = [process.execPath, Command.#program?.file ?? '', ...args]
    const env = { ...process.env, NO_COLOR: isOnTerminal ? '' : '1', TERM: 'xterm' }
    this.#child = isOnTerminal
      ? spawn('script', ['-qefc', `stty cols 100 rows 40; exec ${command.map(quoted).join(' ')}`, '/dev/null'], { env })
      : spawn(process.execPath, command.slice(1), { env })
    this.#closed = once(this.#child, 'close')
    const changed = (): void => {
      for (const resolve of this.#waiting.splice(0)) resolve()
    }
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.out += chunk.toString()
      changed()
    })
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.err += chunk.toString()
      changed()
    })
    this.#child.on('close', () => {
      this.#isOver = true
      changed()
    })
    this.#child.stdin.on('error', () => undefined)
    Command.all.add(this)
  }

  /** Stops and resumes the reading of its output. */
  get output(): ChildProcessWithoutNullStreams['stdout'] {
    return this.#child.stdout
  }

  type(text: string): this {
    this.#child.stdin.write(text)
    return this
  }

  endInput(text = ''): this {
    this.#child.stdin.end(text)
    return this
  }

  interrupt(): this {
    this.#child.kill('SIGINT')
    return this
  }

  /** Resolves with the text as soon as it has printed it. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.out) ?? pattern.exec(this.err)
      if (found !== null) return found
      if (this.#isOver) throw new Error(`never printed ${pattern}: ${this.out}${this.err}`)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  async ended(): Promise<number | null> {
    const [code] = (await this.#closed) as [number | null]
    return code
  }

  /** Compiles the command. `discard` removes the result. */
  static async compile(): Promise<void> {
    Command.#program = await bundleProgram('lib/command/cli.ts')
  }

  static async discard(): Promise<void> {
    await Command.#program?.remove()
    Command.#program = undefined
  }

  static kill(): void {
    for (const command of Command.all) command.#child.kill('SIGKILL')
    Command.all.clear()
  }
}

/** Starts `pulsewire serve`. Returns the command and its address. */
export async function serving(...args: ReadonlyArray<string>): Promise<readonly [server: Command, url: string]> {
  const server = new Command(['serve', ...args])
  const [, url = ''] = await server.prints(/Listening on (\S+)/)
  return [server, url]
}
