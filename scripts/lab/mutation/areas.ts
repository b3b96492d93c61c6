/** A part of the source that is mutated, with the specs that run for it. */
export interface Area {
  readonly name: string
  /** Of the source. */
  readonly globs: ReadonlyArray<string>
  /** In this order: a mutant ends with the first spec that notices it, so fast and close ones come first. */
  readonly specs: ReadonlyArray<string>
}

const within = (folder: string, ...names: string[]): string[] => names.map((name) => `${folder}/${name}.spec.ts`)

const simulated = 'scripts/lab/mutation/simulated-runs.spec.ts'
const callbacks = 'spec/behaviour/callbacks/callbacks.spec.ts'
const inspect = 'spec/inspect/inspect.spec.ts'

/** Specs in virtual time. Those that measure time or memory are left out, since mutated code is slow. */
export const areas: ReadonlyArray<Area> = [
  {
    name: 'machine',
    globs: ['lib/machine/*.ts'],
    specs: [
      ...within('spec/machine', 'closing', 'dialing', 'ended', 'heartbeat', 'wake', 'state', 'messages'),
      callbacks,
    ],
  },
  {
    name: 'core',
    globs: ['lib/connection/*.ts'],
    specs: [
      ...within('spec/connection', '*'),
      ...within('spec/operators', 'client-*', 'start', 'state', 'stop', 'error', 'receive'),
      ...within('spec/behaviour', 'leases', 'leases-races', 'opening', 'replay', 'wake'),
      callbacks,
      simulated,
    ],
  },
  {
    name: 'dialing',
    globs: ['lib/connection/dialing/*.ts'],
    specs: [
      ...within('spec/connection/dialing', '*'),
      ...within('spec/connection/sending', 'outbox'),
      ...within('spec/operators', 'latency'),
      ...within('spec/behaviour', 'heartbeat', 'timeouts', 'wake'),
      ...[inspect, callbacks, simulated],
    ],
  },
  {
    name: 'options',
    globs: ['lib/connection/options/*.ts', 'lib/connection/checks/*.ts'],
    specs: [...within('spec/connection/{options,checks}', '*'), callbacks],
  },
  {
    name: 'receiving',
    globs: ['lib/connection/receiving/*.ts'],
    specs: [
      ...within('spec/connection/receiving', '*'),
      ...within('spec/connection/sending', 'encode'),
      ...within('spec/operators', 'receive', 'paced', 'latency'),
      ...within('spec/behaviour', 'back-pressure', 'heartbeat'),
      callbacks,
      simulated,
    ],
  },
  {
    name: 'sending',
    globs: ['lib/connection/sending/*.ts'],
    specs: [
      ...within('spec/connection/sending', '*'),
      ...within('spec/operators', 'send', 'send-from', 'sent', 'pressure'),
      ...[inspect, simulated],
    ],
  },
  {
    name: 'timers',
    globs: ['lib/connection/timers/*.ts'],
    specs: [...within('spec/connection/timers', '*'), ...within('spec/behaviour', 'heartbeat', 'timeouts')],
  },
]

/**
 * Specs that start processes, build bundles, measure memory or send a great deal, by title. The slow code of mutants would
 * fail them, or wait for them.
 */
export const leftOut: ReadonlyArray<string> = [
  'cost no memory',
  'are bounded by bytes',
  'are one error while the connection is closing',
  'is near its real cost',
  'takes its room as a share',
  'lets the event loop go on',
  'in every order of acts',
  'writes the whole of a long queue',
  'takes a long queue in little time',
  'in a bundle',
  'out of a bundle',
  'of a bundler',
]
