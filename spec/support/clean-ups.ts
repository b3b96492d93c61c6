/** Things that end with a spec. */
export interface CleanUps {
  /** Registers one. */
  readonly later: (cleanUp: () => void) => void
  /** Ends them all, the latest first: for `afterEach`. */
  readonly run: () => void
}

export function cleanUps(): CleanUps {
  const registered: Array<() => void> = []
  return {
    later: (cleanUp) => registered.push(cleanUp),
    run: () => {
      for (const cleanUp of registered.splice(0).reverse()) cleanUp()
    },
  }
}
