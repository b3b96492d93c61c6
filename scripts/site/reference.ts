import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'

import { format } from 'prettier'

import { entryPoints, root } from '../verify/entry-points.ts'
import { execute } from '../verify/packages/execute.ts'
import { output } from './paths.ts'

const packages = `${root}docs/node_modules/`

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly 'pulsewire:source': string }>>
}

const options = {
  name: 'API',
  plugin: [`${packages}typedoc-plugin-markdown/dist/index.js`],
  out: 'src/api',
  tsconfig: 'tsconfig.json',
  readme: 'none',
  entryFileName: 'index',
  outputFileStrategy: 'modules',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  disableSources: true,
  useCodeBlocks: true,
  useCustomAnchors: true,
  expandParameters: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  enumMembersFormat: 'table',
  propertyMembersFormat: 'table',
  groupOrder: ['Functions', 'Classes', 'Variables', 'Interfaces', 'Type Aliases', '*'],
  // The step `types` has checked them.
  skipErrorChecking: true,
  treatWarningsAsErrors: true,
  // The names of other packages, and of modules that pulsewire does not export.
  validation: {
    notExported: false,
    invalidLink: true,
    rewrittenLink: true,
    notDocumented: false,
    unusedMergeModuleWith: true,
  },
}

/** Breaks the signatures, which stand in one line each, where a page has no room for them. */
async function withShortLines(text: string): Promise<string> {
  const fence = /```ts\n((?:function|type|const|class|interface) [^]*?)```/g
  const formatted = [...text.matchAll(fence)].map(([, code = '']) =>
    format(code, { parser: 'typescript', semi: false, singleQuote: true, printWidth: 76 }).catch(() => code),
  )
  const codes = await Promise.all(formatted)
  let at = 0
  return text.replace(fence, () => `\`\`\`ts\n${codes[at++] ?? ''}\`\`\``)
}

/** Writes one page for each entry point, with all types linked, from the doc comments of lib/. */
export async function writeReference(): Promise<void> {
  const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as Manifest
  mkdirSync(`${output}entries`, { recursive: true })
  const entries = Object.entries(exports).flatMap(([subpath, target]) => {
    if (typeof target === 'string') return []
    const name = `pulsewire${subpath.slice(1)}`
    const file = name.replaceAll('/', '-')
    const source = `../../../${target['pulsewire:source']}`
    writeFileSync(`${output}entries/${file}.ts`, `/** @module ${name} */\nexport * from '${source}'\n`)
    return [`entries/${file}.ts`]
  })
  writeFileSync(`${output}typedoc.json`, JSON.stringify({ ...options, entryPoints: entries }))
  writeFileSync(
    `${output}tsconfig.json`,
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: { lib: ['ES2022', 'DOM', 'DOM.Iterable'], types: ['node'], skipLibCheck: true },
      include: ['entries'],
      exclude: [],
    }),
  )
  await execute('node', [`${packages}typedoc/bin/typedoc`, '--options', `${output}typedoc.json`], { cwd: root })
  for (const page of readdirSync(`${output}src/api`, { recursive: true, encoding: 'utf8' })) {
    if (!page.endsWith('.md')) continue
    const path = `${output}src/api/${page}`
    const text = readFileSync(path, 'utf8')
      // A parameter that a function takes apart has no name of its own.
      .replaceAll(/(?:\\_){2}namedParameters|__namedParameters/g, 'options')
      // The address that its title would have may be that of a class: pulsewire/panel and PulsewirePanel.
      .replace(/^# .+$/m, '$& {#entry-point}')
      // The signature shows the type parameters, and they have no descriptions.
      .replaceAll(/^#+ Type Parameters\n\n(?:\|.*\n)+\n/gm, '')
    writeFileSync(path, `---\noutline: [2, 3]\n---\n\n${await withShortLines(text)}`)
  }
}

/** The part of the sidebar for these pages. */
export function referenceSidebar(): object {
  const items = entryPoints().map(({ specifier }) => ({
    text: specifier,
    link: `/api/${specifier}${specifier === 'pulsewire' ? '/' : ''}`,
  }))
  return { text: 'API', collapsed: true, items: [{ text: 'Overview', link: '/api/' }, ...items] }
}
