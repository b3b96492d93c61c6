import { expect } from 'chai'

import type { Input } from '../../lib/machine/input.ts'
import type { Policy } from '../../lib/machine/policy.ts'
import { failure } from '../../lib/model/connection-error.ts'
import { passive } from './explore.ts'
import { addressed, at, dialed, ended, errored, flushed, overdue, play, policyWith, start, stop } from './play.ts'

const open = [start, ...dialed()]
const stopped = [...open, stop()]

const rows: ReadonlyArray<readonly [string, Partial<Policy>, ReadonlyArray<Input>, string]> = [
  ['a dial that took too long', {}, [start, overdue('connect')], 'not open within 10000 ms'],
  ['a connection that broke', {}, [...open, ended(1006)], 'lost without a closing handshake (1006)'],
  ['a close by the peer', {}, [...open, ended(1012)], 'closed by the peer (1012)'],
  [
    'a closing handshake without an answer',
    {},
    [...stopped, flushed(), overdue('close')],
    'the peer did not answer the closing handshake',
  ],
  [
    'a ping without an answer',
    {},
    [...open, at(30_000, { _tag: 'Wake' }), at(40_000, overdue('heartbeat'))],
    'no sign of life within 10000 ms of a ping',
  ],
  [
    'a silent peer',
    { heartbeat: passive },
    [...open, at(10_000, overdue('heartbeat'))],
    'the peer was silent for 10000 ms',
  ],
  [
    'the last attempt',
    { retry: { ...policyWith({}).retry, maxAttempts: 1 } },
    [start, addressed(), errored(failure('GreetingFailed', 'chat', 'no greeting', {}))],
    'gave up after 1 attempts',
  ],
]

describe('The error of', () => {
  for (const [end, fields, inputs, event] of rows) {
    it(`${end} names the connection, what happened and its figures`, () => {
      const [, commands] = play(policyWith(fields), ...inputs)
      const errors = commands.flatMap((command) => (command._tag === 'PublishFault' ? [command.error.message] : []))
      expect(errors.at(-1)).to.equal(`chat: ${event}`)
    })
  }
})
