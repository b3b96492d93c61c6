import { readdirSync, readFileSync } from 'node:fs'

import ts from 'typescript'

import { entryPoints, root } from './entry-points.ts'
import { exampleScope } from './example-scope.ts'
import type { Line, Snippet } from './snippet.ts'

/** The names that a module exports, each with how it is imported. */
type Exports = ReadonlyMap<string, 'value' | 'type'>

/** The entry point by which users reach a source file. */
function specifierOf(path: string): string {
  const own = `pulsewire/${/^lib\/(?:bridges\/)?([^/.]+)/.exec(path)?.[1] ?? ''}`
  return entryPoints().some(({ specifier }) => specifier === own) ? own : 'pulsewire'
}

/** Reads the exports of modules as a user's compiler sees them. */
function readExports(specifiers: readonly string[], options: ts.CompilerOptions): ReadonlyMap<string, Exports> {
  const path = `${root}temp/exports.ts`
  const source = specifiers.map((specifier) => `export * from '${specifier}'\n`).join('')
  const host = ts.createCompilerHost(options)
  const getSourceFile = host.getSourceFile.bind(host)
  host.getSourceFile = (name, ...rest) =>
    name === path ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest)
  const program = ts.createProgram([path], options, host)
  const checker = program.getTypeChecker()
  const found = new Map<string, Exports>()
  program.getSourceFile(path)?.forEachChild((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) return
    const module = checker.getSymbolAtLocation(statement.moduleSpecifier)
    if (module === undefined) return
    const names = checker.getExportsOfModule(module).map((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
      return [symbol.name, target.flags & ts.SymbolFlags.Value ? 'value' : 'type'] as const
    })
    found.set((statement.moduleSpecifier as ts.StringLiteral).text, new Map(names))
  })
  return found
}

/** The identifiers of some code that it does not declare itself. */
function freeNames(code: string): ReadonlySet<string> {
  const names = new Set<string>()
  const declared = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text)
    if ((ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node)) && node.name !== undefined) {
      if (ts.isIdentifier(node.name)) declared.add(node.name.text)
      else node.name.elements.forEach((element) => 'name' in element && declared.add(element.name.getText()))
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('example.tsx', code, ts.ScriptTarget.ES2022, true))
  return new Set([...names].filter((name) => !declared.has(name)))
}

/** The imports and declarations that make an example a module. */
function preludeOf(code: string, specifier: string, modules: ReadonlyMap<string, Exports>): string {
  const statements = [...freeNames(code)].flatMap((name) => {
    const from = [specifier, 'pulsewire', 'rxjs'].find((each) => modules.get(each)?.has(name) === true)
    if (from === undefined) return exampleScope[name] === undefined ? [] : [exampleScope[name]]
    return [`import { ${modules.get(from)?.get(name) === 'type' ? 'type ' : ''}${name} } from '${from}'`]
  })
  return [...statements, 'export {}'].join('; ')
}

/** The `@example`s of one file's doc comments. */
function examplesOf(path: string): readonly (readonly Line[])[] {
  const examples: Line[][] = []
  let current: Line[] | undefined
  readFileSync(root + path, 'utf8')
    .split('\n')
    .forEach((text, index) => {
      const content = /^\s*\* ?(?!\/)(.*)$/.exec(text)?.[1]
      if (content === undefined || /^@\w/.test(content)) current = undefined
      else current?.push({ text: content, number: index + 1 })
      if (content?.startsWith('@example') === true) examples.push((current = []))
    })
  return examples
}

/** Every `@example` of the doc comments in lib/, each with the imports that it leaves out. */
export function commentExamples(options: ts.CompilerOptions): readonly Snippet[] {
  const modules = readExports([...entryPoints().map(({ specifier }) => specifier), 'rxjs'], options)
  return readdirSync(`${root}lib`, { recursive: true, encoding: 'utf8' })
    .map((path) => `lib/${path}`)
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .flatMap((page) =>
      examplesOf(page).map((lines): Snippet => {
        const code = lines.map(({ text }) => text).join('\n')
        const prelude = { text: preludeOf(code, specifierOf(page), modules), number: lines[0]?.number ?? 1 }
        return { page, extension: page === 'lib/bridges/react.ts' ? 'tsx' : 'ts', lines: [prelude, ...lines] }
      }),
    )
}
