/**
 * The public surface, one report for each entry point in docs/api/: compared with the built declarations, or written
 * anew with `--update` (`npm run api`, after a build).
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'

import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
} from '@microsoft/api-extractor'

import { type EntryPoint, entryPoints, root } from './entry-points.ts'

const update = process.argv.includes('--update')
const needsDom = ({ specifier }: EntryPoint): boolean => specifier.endsWith('/panel')
const quiet = { default: { logLevel: ExtractorLogLevel.None } }

function configuration(entry: EntryPoint): ExtractorConfig {
  const { specifier, types } = entry
  return ExtractorConfig.prepare({
    packageJsonFullPath: `${root}package.json`,
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: `${root}${types}`,
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'ES2022',
            lib: ['ES2022', ...(needsDom(entry) ? ['DOM', 'DOM.Iterable'] : [])],
            module: 'nodenext',
            moduleResolution: 'nodenext',
            strict: true,
            exactOptionalPropertyTypes: true,
            skipLibCheck: true,
            types: ['node'],
          },
          include: ['dist'],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: `${specifier.replaceAll('/', '-')}.api.md`,
        reportFolder: `${root}docs/api`,
        reportTempFolder: `${root}temp/api`,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Warning } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Warning, addToApiReportFile: true },
          // Every export is public, except those marked @internal, which are stripped.
          'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
          // Every member of the public surface has a doc line. Not in the report: its line numbers would change with every edit.
          'ae-undocumented': { logLevel: ExtractorLogLevel.Error, addToApiReportFile: false },
          // A user can name each type of a public signature.
          'ae-forgotten-export': { logLevel: ExtractorLogLevel.Error },
        },
        tsdocMessageReporting: quiet,
      },
    },
  })
}

const main = readFileSync(`${root}dist/index.d.ts`, 'utf8')

/** A type that another entry point takes from the main one is exported there. */
function isExportedByMain({ messageId, text }: ExtractorMessage): boolean {
  const [, name] = /^The symbol "(\w+)" needs to be exported/.exec(text) ?? []
  return messageId === 'ae-forgotten-export' && name !== undefined && new RegExp(`\\b${name}\\b`).test(main)
}

/** The class of the panel extends `HTMLElement` where there is one, so its base is a value of its own. */
const isBaseOfPanel = ({ messageId, text }: ExtractorMessage): boolean =>
  messageId === 'ae-forgotten-export' && text.startsWith('The symbol "Base"')

let failures = 0
mkdirSync(`${root}docs/api`, { recursive: true })

const programs = new Map<boolean, CompilerState>()

/** One program for all entry points with the same libraries: a program of its own for each takes ten times as long. */
function programFor(entry: EntryPoint, config: ExtractorConfig): CompilerState {
  const isSame = (other: EntryPoint): boolean => needsDom(other) === needsDom(entry)
  const program =
    programs.get(needsDom(entry)) ??
    CompilerState.create(config, {
      additionalEntryPoints: entryPoints()
        .filter(isSame)
        .map(({ types }) => `${root}${types}`)
        .filter((path) => existsSync(path)),
    })
  programs.set(needsDom(entry), program)
  return program
}

for (const entry of entryPoints()) {
  if (!existsSync(`${root}${entry.types}`)) {
    console.log(`${entry.specifier}: ${entry.types} is missing; run npm run build`)
    failures += 1
    continue
  }
  const config = configuration(entry)
  const { apiReportChanged, succeeded, errorCount } = Extractor.invoke(config, {
    localBuild: update,
    compilerState: programFor(entry, config),
    messageCallback: (message) => {
      // Notices about compiler versions and the path of the report do not concern the surface.
      if (message.logLevel === ExtractorLogLevel.Info || message.messageId.startsWith('console-'))
        message.handled = true
      if (needsDom(entry) && isBaseOfPanel(message)) message.logLevel = ExtractorLogLevel.None
      if (entry.specifier !== 'pulsewire' && isExportedByMain(message)) message.logLevel = ExtractorLogLevel.None
    },
  })
  if (update ? errorCount > 0 : apiReportChanged || !succeeded) {
    failures += 1
    if (apiReportChanged) console.log(`${entry.specifier}: docs/api/ differs; if that is meant, run npm run api`)
  } else if (update && apiReportChanged) console.log(`${entry.specifier}: written`)
}

process.exitCode = failures === 0 ? 0 : 1
