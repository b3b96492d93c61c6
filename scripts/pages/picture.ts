/** The page of the panel's picture: a chat whose server restarts, and quotes that come in faster and faster. */
import 'pulsewire/panel'

import { clientStart$, defineConnection, error$, send } from 'pulsewire'
import { from, ignoreElements, map, mergeMap, of, timer } from 'rxjs'

const origin = location.origin.replace('http', 'ws')
const heartbeat = { interval: 1_200, timeout: 800, message: 'ping', isReply: (data: string) => data === 'pong' }
const retry = { initialDelay: 900, jitter: 'none' } as const
const chat = defineConnection({ name: 'chat', url: `${origin}/chat`, heartbeat, retry })
const quotes = defineConnection({ name: 'quotes', url: `${origin}/quotes`, heartbeat, retry })

const panel = document.createElement('pulsewire-panel')
panel.connections = [chat, quotes]
panel.hide = false
document.body.append(panel)

/** Milliseconds, and the message that is sent then. */
const talk = [
  [900, 'hello'],
  [2_100, 'is it me?'],
  [3_300, 'hello?'],
  ...[5_200, 5_500, 5_800].map((at) => [at, 'queued'] as const),
  [8_200, 'back'],
  [9_600, 'good'],
] as const

for (const connection of [chat, quotes]) clientStart$(connection).pipe(error$(), ignoreElements()).subscribe()
from(talk)
  .pipe(
    mergeMap(([at, text]) => timer(at).pipe(map(() => text))),
    send(chat),
  )
  .subscribe()
timer(300)
  .pipe(
    mergeMap(() => of('subscribe')),
    send(quotes),
  )
  .subscribe()
