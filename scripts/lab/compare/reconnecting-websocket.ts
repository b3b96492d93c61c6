import { reconnecting } from './reconnecting.ts'
import type { Subject } from './subject.ts'

// Its types need those of a browser, so its name is no literal.
const library: string = 'reconnecting-websocket'
const { default: Class } = (await import(library)) as { default: Parameters<typeof reconnecting>[0] }

export const subject: Subject = reconnecting(Class)
