export { defineConnection, platformTransport, project } from './connect.ts'
export type { Clock } from './connection/clock.ts'
export type { Connection } from './connection/connection.ts'
export type {
  Asked,
  ConnectionOptions,
  DialContext,
  GreetingContext,
  Headers as HandshakeHeaders,
  HeartbeatOptions,
  RetryOptions,
} from './connection/options.ts'
export type { ConnectionOf, OptionsByName, Project, ProjectOptions } from './connection/project.ts'
export type { Codec } from './machine/codec.ts'
export { binary } from './machine/codecs/binary.ts'
export { json } from './machine/codecs/json.ts'
export { raw } from './machine/codecs/raw.ts'
export { text } from './machine/codecs/text.ts'
export type {
  AddressFailed,
  CloseInvalid,
  ConnectionError,
  ConnectionLost,
  ConnectionUnknown,
  ConnectTimedOut,
  DecodeFailed,
  EncodeFailed,
  GreetingFailed,
  HandshakeFailed,
  HeartbeatTimedOut,
  NotOpen,
  OutboxFull,
  PluginDisabled,
  ProtocolFailed,
  RetriesExhausted,
  SendUncertain,
  SettingsInvalid,
  Tagged,
} from './machine/connection-error.ts'
export { type ConnectionEvent, type Fault, type Message, message } from './machine/connection-event.ts'
export {
  type Closed,
  type Closing,
  type Connecting,
  type ConnectionState,
  type Failed,
  type Handshake,
  type Idle,
  isRest,
  isState,
  type Open,
  type Rest,
  type Waiting,
} from './machine/connection-state.ts'
export { diagnose } from './machine/diagnose.ts'
export type { End, Verdict } from './machine/end.ts'
export type { Issue, Issues } from './machine/issue.ts'
export { type ErrorCases, matchError } from './machine/match-error.ts'
export type { OutboxLimits } from './machine/outbox.ts'
export type { RetryPolicy } from './machine/retry.ts'
export { type ConnectionSettings, decodeSettings, type Settings } from './machine/settings.ts'
export * as state from './machine/state-constructors.ts'
export { clientRestart$ } from './operators/client-restart.ts'
export { clientStart$ } from './operators/client-start.ts'
export { clientStop$, type StopOptions } from './operators/client-stop.ts'
export { error$ } from './operators/error.ts'
export { latency$ } from './operators/latency.ts'
export { paced, type PacedOptions } from './operators/paced.ts'
export { pressure$, type PressureOptions } from './operators/pressure.ts'
export { receive$, type Received, type ReceiveOptions } from './operators/receive.ts'
export { send, type SendOptions } from './operators/send.ts'
export { sendFrom } from './operators/send-from.ts'
export { sent } from './operators/sent.ts'
export { start$ } from './operators/start.ts'
export { state$ } from './operators/state.ts'
export { stop$ } from './operators/stop.ts'
export type { DialRequest, Socket, SocketEnd, SocketListener, Transport } from './transport/transport.ts'
