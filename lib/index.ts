// Not `export * as state from`: Metro and Babel's `transform-modules-commonjs` alone cannot read it.
import * as state from './model/state-constructors.ts'

export { binary } from './codecs/binary.ts'
export type { Bytes } from './codecs/bytes.ts'
export { codec } from './codecs/codec.ts'
export { json } from './codecs/json.ts'
export { raw } from './codecs/raw.ts'
export { type SchemaIssue, type SchemaResult, standard, type StandardSchema } from './codecs/standard.ts'
export { text } from './codecs/text.ts'
export { defineConnection, platformTransport, project } from './connect.ts'
export type { Connection } from './connection/connection.ts'
export type { DisposeKey, LeaseObservable, LeaseSubscription } from './connection/lease-observable.ts'
export type {
  ConnectionOptions,
  DialContext,
  GreetingContext,
  Headers as HandshakeHeaders,
  HeartbeatOptions,
  PerDial,
  PingOptions,
  RetryOptions,
  SilenceOptions,
} from './connection/options/options.ts'
export type { Given } from './connection/options/with-defaults.ts'
export type { ConnectionOf, OptionsByName, Project, ProjectOptions } from './connection/project.ts'
export type { OutboxLimits } from './connection/sending/send-queue.ts'
export type { Clock } from './connection/timers/clock.ts'
export type { Codec } from './model/codec.ts'
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
  OptionIgnored,
  OutboxFull,
  PluginDisabled,
  ProtocolFailed,
  RetriesExhausted,
  SendUncertain,
  SettingsInvalid,
  Tagged,
} from './model/connection-error.ts'
export { type ConnectionEvent, type Fault, type Message, message } from './model/connection-event.ts'
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
} from './model/connection-state.ts'
export type { End, Verdict } from './model/diagnose.ts'
export { diagnose } from './model/diagnose.ts'
export type { Either, Left, Right } from './model/either.ts'
export type { Issue, Issues } from './model/issue.ts'
export { type ErrorCases, matchError } from './model/match-error.ts'
export type { RetryPolicy } from './model/retry.ts'
export { type ConnectionSettings, decodeSettings, type Settings } from './model/settings.ts'
export { clientRestart$, type RestartOptions } from './operators/client-restart.ts'
export { clientStart$, type StartOptions } from './operators/client-start.ts'
export { clientStop$, type StopOptions } from './operators/client-stop.ts'
export { error$ } from './operators/error.ts'
export { latency$ } from './operators/latency.ts'
export { paced, type PacedOptions } from './operators/paced.ts'
export { pressure$, type PressureOptions } from './operators/pressure.ts'
export { receive$, type Received, type ReceiveOptions } from './operators/receive.ts'
export { send, type SendDataOptions, type SendOptions } from './operators/send.ts'
export { sendFrom } from './operators/send-from.ts'
export { sent } from './operators/sent.ts'
export { start$ } from './operators/start.ts'
export { state$ } from './operators/state.ts'
export { stop$ } from './operators/stop.ts'
export type { WebSocketConstructor, WebSocketLike } from './transport/browser/platform-web-socket.ts'
export { webSocketTransport } from './transport/browser/web-socket-transport.ts'
export type {
  CompressionOptions,
  LookupAddress,
  LookupFunction,
  LookupOptions,
  NodeOptions,
} from './transport/dial-options.ts'
export { hasMoved, type Traffic } from './transport/traffic.ts'
export type {
  DialRequest,
  Refused,
  Socket,
  SocketEnd,
  SocketListener,
  Transport,
  WriteDone,
} from './transport/transport.ts'
export { state }
