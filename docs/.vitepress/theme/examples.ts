import { type Example, examplesOf } from '../playground/examples.ts'

/** The examples of the playground: specs of the project, as they are at the time of the build. */
export const examples: ReadonlyArray<Example> = examplesOf(
  import.meta.glob<string>('../../../spec/docs/{testing,playground}/*.spec.ts', {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
)
