import { type Observable, retry } from 'rxjs'

import { countingWebSocket } from './counting.ts'
import { initialDelay, type Subject } from './subject.ts'

// Its types need those of a browser, so its name is no literal.
const library: string = 'rxjs/webSocket'
const { webSocket } = (await import(library)) as {
  webSocket: (config: Readonly<Record<string, unknown>>) => Observable<unknown>
}

interface CloseLike {
  readonly type?: string
  readonly code?: number
  readonly message?: string
}

/** With `retry`, as its users have it. */
export const subject: Subject = {
  start: ({ url, report, dialed, onMessage }) => {
    const socket$ = webSocket({
      url,
      protocol: 'graphql-transport-ws',
      WebSocketCtor: countingWebSocket(dialed),
      openObserver: { next: () => report('open') },
      closeObserver: { next: ({ code }: CloseLike) => report(`close ${code}`) },
      deserializer: ({ data }: { data: unknown }) => data,
    })
    const running = socket$
      .pipe(
        retry({
          delay: (error: CloseLike) => {
            report(`error ${error.type ?? ''} ${error.code ?? error.message ?? ''}`)
            return new Promise((resolve) => setTimeout(resolve, initialDelay))
          },
        }),
      )
      .subscribe({
        next: onMessage,
        error: (error: unknown) => report(`error ${String(error)}`),
        complete: () => report('complete'),
      })
    return { stop: () => running.unsubscribe() }
  },
}
