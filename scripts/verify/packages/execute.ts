import { spawn } from 'node:child_process'

interface ExecuteOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Milliseconds. */
  readonly timeout?: number
}

/**
 * Runs a program to its end.
 *
 * @returns its standard output, trimmed
 * @throws an error with all of its output, if it fails or takes longer than `timeout` (240 s)
 */
export function execute(
  program: string,
  parameters: readonly string[],
  { cwd, env = {}, timeout = 240_000 }: ExecuteOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd,
      // vite sets NODE_ENV in the process that bundles for production.
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', NODE_OPTIONS: '', NODE_ENV: undefined, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout,
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout.trim())
      else {
        const end = signal === null ? `ended with ${code}` : `was ended by ${signal}`
        reject(new Error(`${program} ${parameters.join(' ')} ${end}\n${stdout}${stderr}`))
      }
    })
  })
}
