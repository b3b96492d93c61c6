import { clientStart$, clientStop$, type ConnectionEvent, defineConnection } from 'pulsewire'

import { connectTimeout, heartbeat, initialDelay, maxDelay, type Subject } from './subject.ts'

export const subject: Subject = {
  start: ({ url, report, dialed, onMessage }) => {
    const connection = defineConnection({
      name: 'it',
      url,
      protocols: 'graphql-transport-ws',
      connectTimeout,
      closeTimeout: 300,
      heartbeat,
      retry: { initialDelay, maxDelay },
    })
    const onEvent = (event: ConnectionEvent<string>): void => {
      if (event._tag === 'Connecting') dialed()
      else if (event._tag === 'Message') onMessage()
      else if (event._tag === 'Fault') report(`${event.error._tag}: ${event.error.message.replace('it: ', '')}`)
      else if (event._tag === 'Open' || event._tag === 'Failed') report(event._tag)
      else if (event._tag === 'Closed') report(`Closed ${event.code}`)
    }
    connection.subscribe({ next: onEvent, error: console.error })
    clientStart$(connection).subscribe({ error: () => undefined })
    return { stop: () => clientStop$(connection).subscribe({ error: () => undefined }) }
  },
}
