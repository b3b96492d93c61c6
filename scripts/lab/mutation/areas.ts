/** A part of the source that is mutated, with the specs that run for it. */
export interface Area {
  readonly name: 'machine' | 'connection'
  /** The folder of the source. */
  readonly folder: string
  /** In this order: a mutant ends with the first spec that notices it, so fast and close ones come first. */
  readonly specs: ReadonlyArray<string>
}

const behaviour = ['heartbeat', 'retry', 'timeouts', 'wake', 'leases', 'leases-races', 'back-pressure', 'replay']

/** Specs in virtual time. Those that measure time or memory are left out, since mutated code is slow. */
export const areas: ReadonlyArray<Area> = [
  {
    name: 'machine',
    folder: 'lib/machine/',
    specs: [
      ...['closing', 'dialing', 'ended', 'heartbeat', 'wake', 'state', 'messages'].map(
        (name) => `spec/machine/${name}.spec.ts`,
      ),
    ],
  },
  {
    name: 'connection',
    folder: 'lib/connection/',
    specs: [
      'spec/connection/*.spec.ts',
      'spec/connection/{checks,dialing,options,receiving,sending,timers}/*.spec.ts',
      'spec/operators/*.spec.ts',
      ...behaviour.map((name) => `spec/behaviour/${name}.spec.ts`),
      'scripts/lab/mutation/simulated-runs.spec.ts',
    ],
  },
]

/**
 * Specs that start processes, build bundles, measure memory or send a great deal, by title. The slow code of mutants would
 * fail them, or wait for them.
 */
export const leftOut: ReadonlyArray<string> = [
  'cost no memory',
  'are bounded by bytes',
  'is near its real cost',
  'takes its room as a share',
  'lets the event loop go on',
  'in a bundle',
  'out of a bundle',
  'of a bundler',
]
