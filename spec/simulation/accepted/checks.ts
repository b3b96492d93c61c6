import { portSize } from '../../../lib/transport/browser/message-port/frames.ts'
import type { Guest } from './guest.ts'
import type { RawPeer } from './raw-peer.ts'

/** Milliseconds, but `maxGreetingSize`. */
export interface Limits {
  readonly connectTimeout: number
  readonly closeTimeout: number
  readonly maxGreetingSize: number
  /** After so long `peer` answers, where it is late. */
  readonly late: number
}

export type Need = (holds: boolean, guarantee: string, what: () => string) => void

const statuses = { refuse: 401, throws: 500, never: 503 } as const

const isText = (frame: unknown): frame is string => typeof frame === 'string'

/** The promises to a peer: its opening handshake is answered, and a breach ends it. */
export function checkPeer(peer: RawPeer, now: number, limits: Limits, shutAt: number | undefined, need: Need): void {
  const { knock, knockedAt, theirs } = peer
  const age = now - knockedAt
  if (!peer.hasKnocked) need(age < limits.connectTimeout || theirs.isClosed, 'A5', () => 'a silent port is kept')
  else if (!peer.isGone && (shutAt === undefined || shutAt - knockedAt > limits.connectTimeout)) {
    const due = knock === 'never' ? limits.connectTimeout : knock === 'late' ? limits.late : 0
    const status = peer.frame('refused')?.[1] as { readonly status: number } | undefined
    const expected = knock === 'welcome' || knock === 'late' ? undefined : statuses[knock]
    if (age >= due) {
      need(peer.isOpened === (expected === undefined), 'A5', () => `${knock} was ${peer.isOpened ? '' : 'not '}opened`)
      need(status?.status === expected, 'A5', () => `${knock} got ${status?.status}`)
    } else need(!peer.isOpened && status === undefined, 'A5', () => `${knock} was answered after ${age} ms`)
  }
  need(!peer.hasBreached || theirs.isClosed, 'P4', () => 'a malformed frame has no consequence')
  const closedAt = peer.sentTo.findIndex((frame) => Array.isArray(frame) && frame[0] === 'close')
  const isLast = closedAt < 0 || !peer.sentTo.slice(closedAt).some(isText)
  need(isLast, '2', () => 'a message follows the close frame')
}

/** The promises about one accepted connection. */
export function checkGuest(guest: Guest, now: number, limits: Limits, hasGreeting: boolean, need: Need): void {
  const { peer, tag, states, received, leasedAt } = guest
  const close = peer.frame('close')
  const wasOpen = states.includes('Open')
  if (leasedAt === undefined) {
    need(tag === 'Idle' && received.length === 0 && peer.frame('credit') === undefined, 'A1', () => `${tag} unleased`)
    const isDue = now >= guest.acceptedAt + limits.connectTimeout && !peer.hasMisbehaved
    need(!isDue || [1013, 1001].includes(Number(close?.[1])), 'A2', () => `kept unleased: ${String(close)}`)
  }
  need(states.filter((each) => each === 'Open').length <= 1, 'A3', () => 'opened twice')
  const isNotRead = tag === 'Idle' || (tag === 'Connecting' && hasGreeting)
  need(!(peer.hasFlooded && isNotRead) || peer.theirs.isClosed, 'P3', () => `a flood is held while ${tag}`)
  if (hasGreeting) checkGreeting(guest, now, limits, need)
  need(wasOpen || received.length === 0, 'A4', () => 'a message before Open')
  const texts = received.filter((text) => !text.startsWith('x'))
  const isPrefix = texts.every((text, at) => text === peer.said[at])
  need(isPrefix, '3', () => `${texts.length} messages of another order`)
  const isWhole = tag === 'Open' || (tag === 'Closed' && peer.isGone && wasOpen && !guest.isStopped && !guest.isShut)
  need(!isWhole || texts.length === peer.said.length, '3', () => `${peer.said.length - texts.length} are missing`)
  const isBetween = tag === 'Open' || tag === 'Closing'
  need(!(peer.isGone && isBetween), 'P2', () => `${tag} although its tab is gone`)
  checkResults(guest, need)
  if (!guest.isShut || guest.isStopped || peer.hasMisbehaved || peer.isStalled) return
  need(close?.[1] === 1001, 'A6', () => `shut down with ${String(close)}`)
}

function checkGreeting(guest: Guest, now: number, limits: Limits, need: Need): void {
  const { peer, tag, leasedAt = now } = guest
  if (tag === 'Connecting') {
    need(now <= leasedAt + limits.connectTimeout, 'A4', () => 'a greeting without an end')
    need(peer.credit <= portSize('token'), 'A4', () => `read ${peer.credit} bytes while the greeting waits for nothing`)
  }
  const { state } = guest.connection
  if (state._tag !== 'Failed' || state.error._tag !== 'GreetingFailed' || peer.isGone) return
  const code = Number(peer.frame('close')?.[1])
  need([4401, 1009].includes(code), 'A4', () => `a failed greeting closed with ${code}`)
}

/** A `Right` was posted, in order; any `Left` but `SendUncertain` was not (guarantee 2). */
function checkResults({ sent, peer }: Guest, need: Need): void {
  const posted = peer.sentTo.filter(isText)
  const rights = sent.filter(({ result }) => result === 'Right').map(({ text }) => text)
  const known = new Set(rights)
  const delivered = posted.filter((text) => known.has(text))
  const isSame =
    peer.isGone || (delivered.length === rights.length && delivered.every((text, at) => text === rights[at]))
  need(isSame, '2', () => `${rights.length} Rights, and ${delivered.length} were posted`)
  const wrong = sent.find(
    ({ text, result = 'SendUncertain' }) => !['Right', 'SendUncertain'].includes(result) && posted.includes(text),
  )
  need(wrong === undefined, '2', () => `answered ${wrong?.result}, and posted`)
}

/** Long after the last lease nothing is left. */
export function checkEnd(guests: ReadonlyArray<Guest>, timers: number, need: Need): void {
  need(timers === 0, '6', () => `${timers} timers are left`)
  for (const guest of guests) {
    need(guest.isAtRest, '6', () => `${guest.tag} long after the last release`)
    need(guest.peer.theirs.isClosed, '6', () => 'a port is left')
    need(guest.unanswered === 0, '2', () => `${guest.unanswered} messages are not settled`)
  }
}
