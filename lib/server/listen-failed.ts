import { type Tagged, taggedError } from '../model/connection-error.ts'

/** The server cannot listen, as when its port is in use. No peer gets in. */
export interface ListenFailed extends Tagged<'ListenFailed'> {
  /** The code of the platform's error, such as `EADDRINUSE`. Empty if it has none. */
  readonly code: string
}

/** Explanations of Node's codes. */
const explanations: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there; stop it or choose another port',
  EADDRNOTAVAIL: 'this machine does not have that address; correct the host',
  EACCES: 'the system does not allow it; choose a port above 1023',
}

/** @param place - the address, as in the options */
export function listenFailed(place: string, cause: Error): ListenFailed {
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  const what = `cannot listen (${code}): ${explanations[code] ?? 'see cause'}`
  return taggedError<ListenFailed>('ListenFailed', place, what, { code }, cause)
}
