/**
 * Type-checks the code that people copy, in one program, against the built package by its own name: every `ts` and `tsx`
 * fence of README.md and docs/, and every `@example` in the doc comments of lib/. Each is a module of its own. Code on a page shows
 * the imports of what it uses.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'

import ts from 'typescript'

import { commentExamples } from './comment-examples.ts'
import { root } from './entry-points.ts'
import { pageSnippets } from './page-snippets.ts'
import { pages } from './pages.ts'
import type { Snippet } from './snippet.ts'

const folder = `${root}temp/snippets`

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path)) as { config: unknown }
  return {
    ...ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root).options,
    // Users see the package without the declarations that `stripInternal` removed.
    customConditions: [],
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
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

const options = compilerOptions()
const examples = commentExamples(options)
const snippets = [...pages().flatMap(pageSnippets), ...examples]
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
  options,
)
const diagnostics = files.size === 0 ? [] : ts.getPreEmitDiagnostics(program)
for (const diagnostic of diagnostics) console.log(describe(diagnostic, files))
const hiding = snippets.filter(({ hidden = [] }) => hidden.length > 0)
for (const { page, lines, hidden = [] } of hiding) {
  console.log(
    `${page}:${lines[0]?.number ?? 0}: the code shows no import of ${hidden.join(', ')}: the prelude hides it`,
  )
}
console.log(
  `${files.size} snippets, ${examples.length} of them in doc comments, ${diagnostics.length + hiding.length} errors`,
)
process.exitCode = diagnostics.length + hiding.length === 0 ? 0 : 1
