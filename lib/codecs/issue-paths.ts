import type { Issues } from '../model/issue.ts'

/** How many characters of a key a path shows: the keys of a dictionary come from the peer. */
const maxKeyLength = 64

export function expected(name: string): Issues {
  return [{ path: '', message: `expected ${name}` }]
}

/** The part of a path that leads to a key: `.price`, `[0]`, `["two words"]`. */
export function pathStep(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`
  if (key.length > maxKeyLength) return `[${JSON.stringify(`${key.slice(0, maxKeyLength)}...`)}]`
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}

export function uniqueIssues(issues: Issues): Issues {
  if (issues.length < 2) return issues
  return [...new Map(issues.map((issue) => [`${issue.path} ${issue.message}`, issue])).values()]
}
