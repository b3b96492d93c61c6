/**
 * The names of attributes: those of the semantic conventions where there are any (https://opentelemetry.io/docs/specs/semconv/,
 * version 1.38), `pulsewire.*` otherwise. Not imported from `@opentelemetry/semantic-conventions`: that would be a dependency
 * for a dozen strings.
 */
export const attribute = {
  serverAddress: 'server.address',
  serverPort: 'server.port',
  urlScheme: 'url.scheme',
  urlPath: 'url.path',
  protocolName: 'network.protocol.name',
  protocolVersion: 'network.protocol.version',
  direction: 'network.io.direction',
  errorType: 'error.type',
  status: 'http.response.status_code',
  name: 'pulsewire.connection.name',
  state: 'pulsewire.connection.state',
  attempt: 'pulsewire.dial.attempt',
  outcome: 'pulsewire.dial.outcome',
  verdict: 'pulsewire.verdict',
  closeCode: 'pulsewire.close.code',
  subprotocol: 'pulsewire.subprotocol',
  dials: 'pulsewire.reconnect.dials',
} as const

/** The instrumentation scope of all spans and metrics. The version is that of package.json, which a spec compares. */
export const scope = { name: 'pulsewire', version: '0.1.0' } as const
