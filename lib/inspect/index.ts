export type { DiagramOptions } from './diagram/diagram.ts'
export type { Lane, LaneStyle, Mark, Paint } from './diagram/lanes.ts'
export { inspect$ } from './inspect.ts'
export type {
  Body,
  InspectedDial,
  InspectedFault,
  InspectedGiven,
  InspectedInput,
  InspectedPeerClosing,
  InspectedPing,
  InspectedReceived,
  InspectedRoundTrip,
  InspectedSettled,
  InspectedState,
  InspectedUnsent,
  InspectedWithdrawn,
  InspectedWritten,
  Inspection,
  MachineState,
  Origin,
  PublicInput,
  Stamp,
  TimerName,
} from './inspection.ts'
export { log, type LogLevel, type LogOptions, type LogTarget } from './log.ts'
export { outline, type Outlined, type OutlinedError } from './outline.ts'
export { record, type RecordOptions } from './recording/record.ts'
export type {
  Beginning,
  RecordedBody,
  RecordedError,
  RecordedEvent,
  RecordedInput,
  RecordedOptions,
  RecordedState,
  RecordedTime,
  RecordingData,
} from './recording/recorded-event.ts'
export { diagram, fromJSON, Recording } from './recording/recording.ts'
export type { KeepContent } from './recording/to-recorded.ts'
export type { ToTestOptions } from './replay/to-test.ts'
