import type { Clock, Transport } from '../../../lib/index.ts'
import type { Random } from '../../../lib/testing/faulty/random.ts'
import { weighed, whole } from '../draw.ts'
import { asText } from '../witness.ts'

/**
 * Lets a peer answer requests and send the messages of topics, beside its script. A reply names the dial that it came by.
 * Some requests are refused, answered twice, or not at all; some replies belong to nobody; some topics end.
 */
export function answering(peer: Transport, clock: Clock, random: Random, lastDial: () => number): Transport {
  return (request, listener) => {
    const dial = lastDial()
    const keys = new Set<string>()
    const timers = new Set<() => void>()
    const unread: string[] = []
    let isPaused = false
    let said = 0
    const later = (ms: number, act: () => void): void => {
      const cancel = clock.after(ms, () => {
        timers.delete(cancel)
        act()
      })
      timers.add(cancel)
    }
    const say = (text: string): void => {
      if (isPaused || unread.length > 0) unread.push(text)
      else listener.received(text, false)
    }
    const answer = (id: string, value: string): void => {
      const reply = (kind: 'ok' | 'no', to = id): void =>
        later(whole(random, 0, 15), () => say(`${kind} ${to} ${value}@${dial}`))
      weighed(random, [
        [6, () => reply('ok')],
        [1, () => reply('no')],
        [1, () => undefined],
        [1, () => [reply('ok'), reply('no')]],
        [1, () => [reply('ok', '9999'), reply('ok')]],
      ])
    }
    const send = (key: string, left: number): void =>
      later(whole(random, 0, 12), () => {
        if (!keys.has(key)) return
        const isLast = random() < 0.1
        say(`${key}:${dial}.${said++}${isLast ? ' end' : ''}`)
        if (isLast) keys.delete(key)
        else if (left > 0) send(key, left - 1)
      })
    const socket = peer(request, {
      opened: (handshake) => listener.opened(handshake),
      received: (data, isBinary) => listener.received(data, isBinary),
      ponged: () => listener.ponged(),
      ended: (end) => {
        for (const cancel of timers) cancel()
        listener.ended(end)
      },
    })
    const { send: transmit, pause, resume } = socket
    return Object.assign(Object.create(socket) as typeof socket, {
      send: (...[data, isBinary, done]: Parameters<typeof transmit>) => {
        transmit(data, isBinary, done)
        const [kind, first = '', value = ''] = asText(data).split(' ')
        if (kind === 'ask') answer(first, value)
        if (kind === 'unsub') for (const key of first.split(',')) keys.delete(key)
        if (kind !== 'sub') return
        for (const key of first.split(',')) {
          keys.add(key)
          send(key, whole(random, 0, 4))
        }
      },
      pause: () => {
        isPaused = true
        pause?.()
      },
      resume: () => {
        isPaused = false
        resume?.()
        // Not within the turn that resumes.
        later(0, () => {
          if (!isPaused) for (const text of unread.splice(0)) listener.received(text, false)
        })
      },
    })
  }
}
