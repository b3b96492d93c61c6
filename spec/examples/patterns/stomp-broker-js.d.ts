declare module 'stomp-broker-js' {
  import type { EventEmitter } from 'node:events'
  import type { Server } from 'node:http'

  export default class StompServer extends EventEmitter {
    constructor(options: { readonly server: Server; readonly path: string })
    readonly subscribes: ReadonlyArray<{ readonly id: string; readonly topic: string } | undefined>
    addMiddleware(
      command: 'send',
      handler: (
        socket: { send(data: string): void },
        args: { readonly frame: { readonly headers: { readonly receipt?: string } } },
        next: () => unknown,
      ) => unknown,
    ): void
    send(destination: string, headers: Readonly<Record<string, string>>, body: string): void
    subscribe(destination: string, received: (body: string) => void): string
  }
}
