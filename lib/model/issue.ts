/** One thing that is wrong with a value, and where in it. */
export interface Issue {
  /** Where, as one would write it in code: `connections[1].url`; empty for the value itself. */
  readonly path: string
  /** What is wrong there, for a person. Never quotes the value, which may be a secret. */
  readonly message: string
}

export type Issues = ReadonlyArray<Issue>

/** The issue of a codec that threw. What it threw may quote the message, so it is not repeated here. */
export const codecThrew: Issues = [{ path: '', message: 'the codec threw' }]

/** Describes what happened by the first issue. */
export function describeIssues(what: string, [first]: Issues): string {
  if (first === undefined) return what
  // A quoted key is one of a dictionary, and so a part of the message.
  const place = first.path === '' || first.path.includes('["') ? '' : `${first.path}: `
  return `${what}: ${place}${first.message}`
}
