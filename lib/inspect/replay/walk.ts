import { failure } from '../../model/connection-error.ts'
import { outline } from '../outline.ts'
import type { RecordedError, RecordedEvent, RecordedInput, RecordingData } from '../recording/recorded-event.ts'
import { Draft, rank } from './draft.ts'
import { type Facts, factsOf, isDeath, isPlainClosing, verdictAt } from './facts.ts'
import { begin, makeUp } from './prelude.ts'
import type { PeerAct, Replay } from './replay.ts'

type EventOf<Tag> = Extract<RecordedEvent, { readonly _tag: Tag }>

/** Errors that depend on the codec, or on a call that the machine does not see. */
const left: ReadonlySet<string> = new Set(['DecodeFailed', 'EncodeFailed', 'CloseInvalid'])

/** Walks through a recorded run, event by event, and makes a replay of it. */
export class Walk {
  readonly #data: RecordingData
  readonly #facts: Facts
  readonly #draft: Draft
  readonly #given = new Set<number>()
  /** The number of the current dial in the recording. */
  #dial: number

  constructor(data: RecordingData) {
    this.#data = data
    this.#facts = factsOf(data)
    this.#draft = new Draft(data, this.#isRefreshable)
    this.#dial = data.beginning.dial
  }

  get #isRefreshable(): boolean {
    return this.#data.options.isRefreshable || this.#facts.hasUnaddressable
  }

  run(): Replay {
    const { options, duration, events } = this.#data
    const draft = this.#draft
    const start = begin(this.#data)
    if (start.reaches !== undefined) {
      makeUp(draft, this.#data, start)
      this.#deafen()
    }
    for (let index = start.index; index < events.length; index++) this.#take(events[index], index)
    const { scripts, acts, expected, draws, verdicts, addresses, greetings, notes, machine, now, limit } = draft
    return {
      scripts,
      acts,
      expected,
      draws,
      verdicts: machine.isDiagnoseNeeded ? verdicts : undefined,
      addresses: this.#isRefreshable ? addresses : undefined,
      greetings: options.hasGreeting ? greetings : undefined,
      end: Math.max(now, Math.min(draft.mapped(duration), limit - 1)),
      notes: [...start.notes, ...this.#facts.notes, ...notes],
    }
  }

  #take(event: RecordedEvent | undefined, index: number): void {
    const draft = this.#draft
    switch (event?._tag) {
      case 'State':
        if (index > 0) draft.expected.push([draft.now, outline(event.state)])
        return
      case 'Fault': {
        const { _tag } = event.error
        if (left.has(_tag)) draft.notes.add(`${_tag} is left out: it depends on the codec or on a single call.`)
        else draft.expected.push([draft.now, outline(event)])
        return
      }
      case 'Received':
        draft.perform(event.at, { _tag: 'Says', body: event.body })
        draft.machine.showLife(draft.now)
        return
      case 'Given':
        this.#give(event)
        return
      case 'Dial':
        this.#dial = event.dial
        return
      case 'Input':
        draft.machine.verdict = verdictAt(this.#data, index)
        if (draft.machine.verdict !== undefined) draft.verdicts[draft.dial - 1] = draft.machine.verdict
        this.#input(event, index)
        if (event.to !== draft.machine.state._tag && event.from !== event.to)
          draft.notes.add('The machine of this version would have done otherwise, so later times are guesses.')
        return
      case 'Written':
      case 'Settled':
      case 'Withdrawn':
      case 'Ping':
      case 'RoundTrip':
      case 'PeerClosing':
      case undefined:
    }
  }

  #give({ at, id, body, isVolatile }: EventOf<'Given'>): void {
    if (this.#facts.unsent.has(id)) return
    const { _tag } = this.#draft.machine.state
    const isOpen = _tag === 'Open' || _tag === 'Greeting'
    if (isOpen && this.#facts.uncertain.get(id) === this.#dial) this.#draft.perform(at, { _tag: 'Blocks' })
    this.#given.add(id)
    this.#draft.act(at, { _tag: 'Send', body, isVolatile })
  }

  #input(event: EventOf<'Input'>, index: number): void {
    const { at, input, from, to, draw } = event
    const draft = this.#draft
    switch (input._tag) {
      case 'Wake':
        // A wake that came too soon had no effect. In the test it would, if the one before is not in it.
        if (from === 'Waiting' && to === 'Waiting') return
        draft.act(at, { _tag: 'Wake' })
        draft.feed({ _tag: 'Wake' }, draw)
        break
      case 'Start':
      case 'Redial':
        draft.act(at, { _tag: input._tag })
        draft.feed({ _tag: input._tag }, draw)
        break
      case 'Stop':
      case 'Restart': {
        const { code = 1000, reason = '' } = input
        if (from === 'Open' && !isPlainClosing(this.#data.events, index)) draft.perform(at, { _tag: 'Ignores' })
        draft.act(at, { _tag: input._tag, code, reason })
        draft.feed({ _tag: input._tag, code, reason }, draw)
        break
      }
      case 'Addressed':
        if (this.#data.options.isRefreshable) draft.place(at, rank.peer)
        draft.dialPeer()
        draft.anchor(at)
        return
      case 'Opened':
        if ([...this.#given].some((id) => this.#facts.uncertain.get(id) === this.#dial)) {
          draft.perform(at, { _tag: 'Blocks' })
        }
        draft.open(at)
        draft.anchor(at)
        this.#deafen()
        return
      case 'Greeted':
        draft.place(at, rank.peer)
        draft.greeted(false)
        break
      case 'Errored':
        this.#errored(at, input, draw)
        break
      case 'Ended':
        this.#ended(at, input, draw)
        break
      case 'Flushed':
        draft.feed({ _tag: 'Flushed', epoch: draft.dial })
        break
      case 'Elapsed':
      case 'Overdue':
        if (isDeath(event)) draft.die(draw)
        else if (input.timer !== 'heartbeat' && input.timer === draft.machine.timer?.name) draft.fire(draw)
        else return
        draft.anchor(at)
    }
    if (to === 'Addressing') draft.anchor(at)
  }

  #deafen(): void {
    if (this.#facts.deaths.has(this.#dial)) this.#draft.deafen(this.#facts.deaths.get(this.#dial) ?? 0)
  }

  #errored(at: number, { error }: RecordedInput, draw: number): void {
    const draft = this.#draft
    const { _tag, message: _message, cause: _cause, ...fields } = error ?? { _tag: 'HandshakeFailed', message: '' }
    if (_tag === 'AddressFailed') {
      // An address that can never be dialed is found after the transport was called: the test has it fail before.
      if (draft.machine.state._tag === 'Dialing') draft.scripts.pop()
      draft.place(at, rank.peer)
      draft.addressed(true)
    } else if (_tag === 'GreetingFailed') {
      draft.place(at, rank.peer)
      draft.greeted(true)
    } else draft.perform(at, failureAct(error))
    const failed = failure(_tag, this.#data.connection, '', fields as never)
    draft.feed({ _tag: 'Errored', epoch: draft.dial, error: failed }, draw)
  }

  #ended(at: number, { code = 1006, reason = '', wasClean = false }: RecordedInput, draw: number): void {
    const draft = this.#draft
    if (wasClean && draft.machine.state._tag === 'AwaitingClose' && !draft.isIgnoring) draft.answerClose()
    else {
      if (code !== 1006 && !wasClean) draft.notes.add(`An unclean close with ${code} is replayed as a clean one.`)
      draft.perform(at, code === 1006 ? { _tag: 'Loses' } : { _tag: 'Closes', code, reason })
    }
    draft.feed({ _tag: 'Ended', epoch: draft.dial, code, reason, wasClean }, draw)
  }
}

function failureAct(error: RecordedError | undefined): PeerAct {
  if (error?._tag === 'ProtocolFailed') return { _tag: 'Violates', code: error.code ?? 1002 }
  const { status, isLasting, isSubprotocolRefused } = error ?? {}
  const isPlain = status === undefined && isLasting !== true && isSubprotocolRefused !== true
  return error === undefined || isPlain ? { _tag: 'Loses' } : { _tag: 'Refuses', error }
}
