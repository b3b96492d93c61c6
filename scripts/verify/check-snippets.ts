/**
 * Type-checks every `ts` and `tsx` fence of README.md and docs/ in one program, against the built package by its own
 * name. Each fence is a module of its own. An HTML comment `<!-- prelude: ... -->` before a fence stands, unseen, at its
 * top; a fence marked `ts no-check` is left alone.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'

import ts from 'typescript'

import { root } from './entry-points.ts'
import { pages } from './pages.ts'

interface Line {
  readonly text: string
  /** Where it stands on its page, from 1. */
  readonly number: number
}

interface Snippet {
  readonly page: string
  readonly extension: string
  readonly lines: readonly Line[]
}

const folder = `${root}temp/snippets`

/** A prelude belongs to the next fence and to no other, and does not reach past a heading. */
function snippetsOf(page: string): readonly Snippet[] {
  const lines = readFileSync(root + page, 'utf8')
    .split(/\r?\n/)
    .map((text, index) => ({ text, number: index + 1 }))
  const snippets: Snippet[] = []
  let prelude: readonly Line[] = []

  for (let at = 0; at < lines.length; at += 1) {
    const text = lines[at]?.text ?? ''
    const comment = /^\s*<!--\s*prelude:(.*)$/.exec(text)
    const fence = /^(\s*)(`{3,}|~{3,})\s*([^\s`{]*)(.*)$/.exec(text)
    if (comment !== null) {
      const found: Line[] = [{ text: comment[1] ?? '', number: at + 1 }]
      while (!(found.at(-1)?.text.includes('-->') ?? true) && at + 1 < lines.length) {
        at += 1
        found.push({ text: lines[at]?.text ?? '', number: at + 1 })
      }
      prelude = found.map(({ text: each, number }) => ({ text: each.replace(/-->.*$/, ''), number }))
    } else if (fence !== null) {
      const [, indent = '', ticks = '', language = '', flags = ''] = fence
      const body: Line[] = []
      for (at += 1; at < lines.length && !(lines[at]?.text.trim() ?? '').startsWith(ticks); at += 1) {
        const { text: each = '', number = at + 1 } = lines[at] ?? {}
        body.push({ text: each.startsWith(indent) ? each.slice(indent.length) : each, number })
      }
      if (['ts', 'tsx', 'typescript'].includes(language) && !/\bno-check\b/.test(flags)) {
        snippets.push({ page, extension: language === 'tsx' ? 'tsx' : 'ts', lines: [...prelude, ...body] })
      }
      prelude = []
    } else if (/^#+ /.test(text)) {
      prelude = []
    }
  }
  return snippets
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path)) as { config: unknown }
  return {
    ...ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root).options,
    // As a user sees the package: what `stripInternal` took away is gone.
    customConditions: [],
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    skipLibCheck: true,
    isolatedDeclarations: false,
    declaration: false,
    noEmit: true,
    moduleDetection: ts.ModuleDetectionKind.Force,
  }
}

function describe(diagnostic: ts.Diagnostic, files: ReadonlyMap<string, Snippet>): string {
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n    ')
  if (diagnostic.file === undefined || diagnostic.start === undefined) return message
  const { line, character } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start)
  const snippet = files.get(basename(diagnostic.file.fileName))
  const source = snippet?.lines[line]
  if (snippet === undefined || source === undefined) return `${diagnostic.file.fileName}:${line + 1}: ${message}`
  return `${snippet.page}:${source.number}:${character + 1}: ${message}\n    > ${source.text.trim()}`
}

const snippets = pages().flatMap(snippetsOf)
const files = new Map(
  snippets.map((snippet) => {
    const first = snippet.lines[0]?.number ?? 0
    return [`${snippet.page.replaceAll(/[/.]/g, '-')}-${first}.${snippet.extension}`, snippet] as const
  }),
)

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
for (const [name, { lines }] of files) writeFileSync(`${folder}/${name}`, lines.map(({ text }) => text).join('\n'))

const program = ts.createProgram(
  [...files.keys()].map((name) => `${folder}/${name}`),
  compilerOptions(),
)
const diagnostics = files.size === 0 ? [] : ts.getPreEmitDiagnostics(program)
for (const diagnostic of diagnostics) console.log(describe(diagnostic, files))
console.log(`${files.size} snippets, ${diagnostics.length} errors`)
process.exitCode = diagnostics.length === 0 ? 0 : 1
