/** Some fields of `T`. A field that is `undefined` counts as left out. */
export type Given<T> = { readonly [Field in keyof T]?: T[Field] | undefined }

/** Fills in the fields that are left out or `undefined`. */
export function withDefaults<T extends object, U extends object>(
  defaults: T,
  given: U,
): T & { readonly [Field in keyof U]: Exclude<U[Field], undefined> } {
  const fields = Object.entries(given).filter(([, field]) => field !== undefined)
  return { ...defaults, ...(Object.fromEntries(fields) as { [Field in keyof U]: Exclude<U[Field], undefined> }) }
}
