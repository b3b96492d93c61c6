import {
  clientStart$,
  clientStop$,
  type Connection,
  type ConnectionOptions,
  type ConnectionState,
  defineConnection,
  receive$,
  send,
  start$,
  state$,
} from 'pulsewire'
import { filter, firstValueFrom, map, type Observable, race, take } from 'rxjs'

type Options = ConnectionOptions<string, string>

/** Opens a connection, sends one message, and returns the first that comes back. Stops it before it returns. */
export async function exchange(options: Options, message: string): Promise<string> {
  const chat = defineConnection({ closeTimeout: 50, ...options })
  const sending = chat.pipe(start$(), map(() => message), send(chat)).subscribe() // prettier-ignore
  try {
    return await firstValueFrom(clientStart$(chat).pipe(receive$()))
  } finally {
    sending.unsubscribe()
    await firstValueFrom(clientStop$(chat))
  }
}

/** Starts a connection, and returns the first state with a tag, or throws the error of `Failed`. Stops it afterwards. */
export async function reach<Tag extends ConnectionState['_tag']>(
  options: Options,
  tag: Tag,
): Promise<Extract<ConnectionState, { readonly _tag: Tag }>> {
  const chat = defineConnection({ closeTimeout: 50, ...options })
  const wanted$ = chat.pipe(
    state$(),
    filter((state): state is Extract<ConnectionState, { readonly _tag: Tag }> => state._tag === tag),
    take(1),
  )
  const reached = firstValueFrom(race(wanted$, failure$(chat)))
  clientStart$(chat).subscribe({ error: () => undefined })
  try {
    return await reached
  } finally {
    await firstValueFrom(clientStop$(chat))
  }
}

/** Errors with the error of `Failed`. */
function failure$(chat: Connection<string, string>): Observable<never> {
  return chat.pipe(
    state$(),
    filter((state) => state._tag === 'Failed'),
    map(({ error }) => {
      throw error
    }),
  )
}
