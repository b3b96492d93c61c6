/** One fault of a value, and its place in the value. */
export interface Issue {
  /** The place, as code would address it: `connections[1].url`. Empty for the value itself. */
  readonly path: string
  /** The fault, for a person. Never quotes a string of the value, which may be a secret. */
  readonly message: string
}

/** The problems of a value, in the order in which they were found. */
export type Issues = ReadonlyArray<Issue>

/** A codec threw. The error may quote the message, so it becomes the cause and is not repeated here. */
export const codecThrew: Issues = [{ path: '', message: 'the codec threw (see cause)' }]

/** A codec answered a `Left` without issues. */
export const codecRefused: Issues = [{ path: '', message: 'the codec refused it' }]

/** Describes an event by its first issue. */
export function describeIssues(event: string, [first]: Issues): string {
  if (first === undefined) return event
  // A quoted key belongs to a dictionary, so it is a part of the message.
  const place = first.path === '' || first.path.includes('["') ? '' : `${first.path}: `
  return `${event}: ${place}${first.message}`
}
