/** A session as a store has kept it. */
export interface StoredSession {
  /** The number up to which every message was taken. A later one may have been stored where an earlier one was refused. */
  readonly got: number
  /** The number of the latest message that was appended. */
  readonly sent: number
  /** The messages behind `after`, as their codec has encoded them, oldest first. */
  readonly window: ReadonlyArray<string | Uint8Array>
}

/**
 * Keeps sessions outside a process, so that another one can go on with them. Ids are bearer secrets: never write one to a
 * log or an error. A function that rejects ends the socket; the client dials again, and resumes.
 */
export interface SessionStore {
  /** Begins a session of a user, owned by this process. */
  readonly create: (id: string, user: string) => Promise<void>
  /**
   * Reads a session, and takes it over: from now on, writes of the process that had it are refused.
   *
   * @param after - the number of the latest message that the client has
   * @returns `undefined` if there is no such session of this user, or messages behind `after` are gone
   */
  readonly load: (id: string, user: string, after: number) => Promise<StoredSession | undefined>
  /** Keeps a message before it is sent. Rejects if another process has taken the session over. */
  readonly append: (id: string, n: number, data: string | Uint8Array) => Promise<void>
  /** Keeps a message of the client before it is acknowledged. The same number twice is kept once. */
  readonly take: (id: string, n: number, data: string | Uint8Array) => Promise<void>
  /** This process does not go on with a session: what it holds for it can be freed. */
  readonly release?: (id: string) => void
}
