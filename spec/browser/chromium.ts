/**
 * A Chromium for specs: the one of `CHROME_PATH`, else one on this machine, else the one that a package carries, which
 * is unpacked once. Needs neither a download nor a display.
 */
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

import { type Browser, chromium } from 'playwright-core'

import { root } from '../../scripts/verify/entry-points.ts'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const applications =
  process.platform === 'darwin'
    ? ['/Applications/Google Chrome.app/Contents/MacOS', '/Applications/Chromium.app/Contents/MacOS']
    : []

/** Nothing that would leave this machine. */
const quietly = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

interface Found {
  readonly executablePath: string
  readonly env?: Readonly<Record<string, string>>
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function installed(): Found | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...applications].filter((folder) => folder !== '')
  const candidates = folders.flatMap((folder) =>
    [...names, 'Google Chrome', 'Chromium'].map((name) => join(folder, name)),
  )
  const executablePath = process.env['CHROME_PATH'] ?? candidates.find(isExecutable)
  return executablePath === undefined ? undefined : { executablePath }
}

/** Unpacks beside its place and moves there when all is done, so that runs at the same time do no harm. */
async function carried(): Promise<Found> {
  const manifest = readFileSync(`${root}node_modules/@sparticuz/chromium/package.json`, 'utf8')
  const { version } = JSON.parse(manifest) as { readonly version: string }
  const folder = `${root}node_modules/.cache/chromium-${version}-unpacked`
  if (!existsSync(folder)) {
    const unpacking = `${folder}.${process.pid}`
    mkdirSync(unpacking, { recursive: true })
    const { TMPDIR, LD_LIBRARY_PATH, FONTCONFIG_PATH, AWS_EXECUTION_ENV } = process.env
    // As on AWS, it unpacks the libraries too that a bare machine has not.
    Object.assign(process.env, { TMPDIR: unpacking, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' })
    const { default: packed } = await import('@sparticuz/chromium')
    await packed.executablePath()
    for (const [name, value] of Object.entries({ TMPDIR, LD_LIBRARY_PATH, FONTCONFIG_PATH, AWS_EXECUTION_ENV })) {
      if (value === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = value
    }
    const fonts = `${unpacking}/fonts/fonts.conf`
    // Relative to this file: without its fonts, a Chromium of a checkout that was moved crashes at the first text area.
    const relative = readFileSync(fonts, 'utf8').replaceAll(/>\/tmp(?=\/fonts)/g, ' prefix="relative">..')
    writeFileSync(fonts, relative)
    try {
      renameSync(unpacking, folder)
    } catch {
      rmSync(unpacking, { recursive: true, force: true }) // Somebody else was first.
    }
  }
  const libraries = [`${folder}/al2023/lib`, process.env['LD_LIBRARY_PATH']].filter((path) => path !== undefined)
  return {
    executablePath: `${folder}/chromium`,
    env: { LD_LIBRARY_PATH: libraries.join(delimiter), FONTCONFIG_PATH: `${folder}/fonts` },
  }
}

/** Starts a browser; whoever calls this closes it. */
export async function launchChromium(...flags: ReadonlyArray<string>): Promise<Browser> {
  const { executablePath, env } = installed() ?? (await carried())
  const inherited = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
  return chromium.launch({ executablePath, args: [...quietly, ...flags], env: { ...inherited, ...env } })
}
