import { finalize, type MonoTypeOperatorFunction, UnsubscriptionError } from 'rxjs'

/** An error that the simulated application throws on purpose. */
export class Planned extends Error {}

/** Whether an error was thrown by the simulated application on purpose, or collects such errors. */
export function isPlanned(error: unknown): boolean {
  return error instanceof UnsubscriptionError ? error.errors.every(isPlanned) : error instanceof Planned
}

/** Throws on purpose. */
export function fail(what: string): never {
  throw new Planned(what)
}

/** Calls a function, and catches the error of a teardown that throws on purpose. */
export function tolerate(act: () => void): void {
  try {
    act()
  } catch (error) {
    if (!isPlanned(error)) throw error
  }
}

/** Passes a stream on, with a teardown that throws if `throws`. */
export function torn<T>(throws: boolean | undefined): MonoTypeOperatorFunction<T> {
  return (source$) => (throws === true ? source$.pipe(finalize(() => fail('a teardown throws'))) : source$)
}
