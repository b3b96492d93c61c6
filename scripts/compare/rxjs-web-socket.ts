import { retry } from 'rxjs'
// eslint-disable-next-line no-restricted-imports -- it is what is compared
import { webSocket } from 'rxjs/webSocket'

import { countingWebSocket } from './counting.ts'
import { initialDelay, type Subject } from './subject.ts'

interface CloseLike {
  readonly type?: string
  readonly code?: number
  readonly message?: string
}

/** With `retry`, as its users have it. */
export const subject: Subject = {
  start: ({ url, tell, dialed, onMessage }) => {
    const socket$ = webSocket({
      url,
      protocol: 'graphql-transport-ws',
      WebSocketCtor: countingWebSocket(dialed) as never,
      openObserver: { next: () => tell('open') },
      closeObserver: { next: ({ code }) => tell(`close ${code}`) },
      deserializer: ({ data }: { data: unknown }) => data,
    })
    const running = socket$
      .pipe(
        retry({
          delay: (error: CloseLike) => {
            tell(`error ${error.type ?? ''} ${error.code ?? error.message ?? ''}`)
            return new Promise((resolve) => setTimeout(resolve, initialDelay))
          },
        }),
      )
      .subscribe({
        next: onMessage,
        error: (error: unknown) => tell(`error ${String(error)}`),
        complete: () => tell('complete'),
      })
    return { stop: () => running.unsubscribe() }
  },
}
