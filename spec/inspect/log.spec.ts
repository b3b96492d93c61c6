import { expect } from 'chai'
import { clientStart$, send } from 'pulsewire'
import { log, type LogLevel, type LogTarget } from 'pulsewire/inspect'
import { of } from 'rxjs'

import { connectTo } from '../support/peers/connect-to.ts'
import { unhandledOf } from '../support/watching.ts'

function target(): LogTarget & { readonly lines: string[] } {
  const lines: string[] = []
  const write = (level: LogLevel) => (line: string) => {
    lines.push(`${level} ${line.replace(/^\d\d:\d\d:\d\d\.\d{3} /, '')}`)
  }
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

describe('log', () => {
  it('writes one line an event, with its level, and hides messages', () => {
    const { chat, peer } = connectTo({}, { headers: { authorization: 'c4n4ry' }, protocols: ['c4n4ry'] })
    const to = target()
    const logging = log(chat, to)
    clientStart$(chat).subscribe({ error: () => undefined })
    of('c4n4ry').pipe(send(chat)).subscribe()
    peer.last.open()
    peer.last.say('c4n4ry')
    peer.last.end({ _tag: 'Closed', code: 1012, reason: '', wasClean: true })
    logging.unsubscribe()
    peer.last.say('after the end')
    expect(to.lines).to.deep.equal([
      'info chat: Idle',
      'debug chat: input Start: Idle -> Addressing',
      'info chat: Connecting, attempt 1',
      'debug chat: input Addressed: Addressing -> Dialing',
      'debug chat: dial 1 ws://peer/, 1 subprotocols, headers: authorization',
      'debug chat: given 1: text, 6 bytes',
      'debug chat: unsent: 1 messages, 6 bytes',
      'debug chat: input Opened: Dialing -> Open',
      'info chat: Open ws://peer/',
      'debug chat: out 1',
      'debug chat: settled 1: Right',
      'debug chat: unsent: 0 messages, 0 bytes',
      'debug chat: in text, 6 bytes',
      'debug chat: input Ended: Open -> Waiting',
      'warn chat: Fault ConnectionLost: chat: closed by the peer (1012)',
      'warn chat: Waiting 1000 ms for attempt 2',
    ])
  })

  it('writes the lines of a level and above, and the text that `show` returns', async () => {
    const { chat, peer } = connectTo({ opens: true }, { retry: false })
    const [all, high] = [target(), target()]
    log(chat, all, {
      show: (data, direction) => {
        if (direction === 'out') throw new Error('mine')
        return `${String(data)}\nand more`
      },
    })
    log(chat, high, { level: 'warn' })
    clientStart$(chat).subscribe({ error: () => undefined })
    peer.last.say('hello')
    const unhandled = await unhandledOf(() => {
      of('x').pipe(send(chat)).subscribe()
    })
    peer.last.end({ _tag: 'Violated', code: 1007 })
    expect(all.lines).to.include('debug chat: in text, 5 bytes: hello and more')
    expect(all.lines).to.include('debug chat: given 1: text, 1 bytes')
    expect(unhandled.length).to.be.greaterThan(0)
    expect(high.lines.map((line) => line.split(':').slice(0, 2).join(':'))).to.deep.equal([
      'warn chat: Fault ProtocolFailed',
      'error chat: Failed',
    ])
  })

  it('hides a message for which `show` returns no text', async () => {
    for (const answer of [() => 7, () => ({}), () => null, () => Promise.reject(new Error('mine'))]) {
      const { chat, peer } = connectTo({ opens: true })
      const to = target()
      log(chat, to, { show: () => answer() as never })
      clientStart$(chat).subscribe()
      expect(
        await unhandledOf(() => {
          peer.last.say('hello')
        }),
      ).to.deep.equal([])
      expect(to.lines.at(-1)).to.equal('debug chat: in text, 5 bytes')
    }
  })
})
