import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr'

import { askUntil, type Start } from './client.ts'
import { textServer } from './http-server.ts'

/** Ends each record of the hub protocol. */
const end = '\u001e'

interface HubMessage {
  readonly protocol?: string
  readonly type?: number
  readonly invocationId?: string
  readonly arguments?: ReadonlyArray<unknown>
}

/** SignalR takes the class as `WebSocket`, an option that its types leave out, with `skipNegotiation`. */
export const start: Start = async (Class) => {
  // Its server is ASP.NET Core: this one speaks the hub protocol in JSON.
  const { address, ...lined } = await textServer((records, send) => {
    for (const record of records.split(end).filter((text) => text !== '')) {
      const { protocol, type, invocationId, arguments: given } = JSON.parse(record) as HubMessage
      if (protocol !== undefined) send(`{}${end}`)
      else if (type === 1) send(`${JSON.stringify({ type: 3, invocationId, result: given?.[0] })}${end}`)
      else if (type === 6) send(`${JSON.stringify({ type: 6 })}${end}`)
    }
  })
  const options = { WebSocket: Class, skipNegotiation: true, transport: HttpTransportType.WebSockets }
  const hub = new HubConnectionBuilder()
    .withUrl(`http://${address}/hub`, options)
    .withAutomaticReconnect()
    .configureLogging(LogLevel.None)
    .build()
  await hub.start()
  return { ...lined, roundTrip: (value) => askUntil(value, () => hub.invoke('echo', value)), end: () => hub.stop() }
}
