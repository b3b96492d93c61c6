import { expect } from 'chai'

import { coreOf } from '../../lib/connection/connection.ts'
import { Core } from '../../lib/connection/core.ts'
import { Dial } from '../../lib/connection/dialing/dial.ts'
import { SignsOfLife } from '../../lib/connection/dialing/signs-of-life.ts'
import { Mailbox } from '../../lib/connection/mailbox.ts'
import { backPressureOf } from '../../lib/connection/receiving/back-pressure.ts'
import { Outbox } from '../../lib/connection/sending/outbox.ts'
import { SendSubscription } from '../../lib/connection/sending/send-subscription.ts'
import { type End, isRest, type Socket, type SocketListener, type Transport } from '../../lib/index.ts'
import { isStopping } from '../../lib/machine/state.ts'
import { playSeed, playSmallest } from './explore.ts'
import { patched } from './patched.ts'
import { find } from './plant.ts'
import { report } from './report.ts'
import type { Sabotage } from './simulation.ts'

type AnyCore = Core<unknown, unknown>
type AnyDial = Dial<unknown, unknown>
type AnyOutbox = Outbox<unknown, unknown>

/** Reports the events of every socket to the latest dial, as if epochs were not compared. */
const withoutEpochs: Sabotage = {
  transport: (network) => {
    let present: SocketListener | undefined
    return (request, listener) => {
      present = listener
      const now = (): SocketListener => present ?? listener
      // An event of a former socket reaches its own listener, which forwards it to the latest one.
      const forwarding: SocketListener = {
        opened: (handshake) => now().opened(handshake),
        received: (data, isBinary) => now().received(data, isBinary),
        ponged: () => now().ponged(),
        ended: (end) => now().ended(end),
      }
      return network(request, forwarding)
    }
  },
}

/** A socket that reports success for all pending writes when it is destroyed, as those of Node do. */
const falseSuccess =
  (network: Transport): Transport =>
  (request, listener) => {
    const pending: Array<() => void> = []
    const succeed = (): void => {
      for (const done of pending.splice(0)) done()
    }
    const socket: Socket = network(request, {
      opened: (handshake) => listener.opened(handshake),
      received: (data, isBinary) => listener.received(data, isBinary),
      ponged: () => listener.ponged(),
      ended: (end) => {
        succeed()
        listener.ended(end)
      },
    })
    const { ping, pause, resume } = socket
    return {
      send: (data, isBinary, done) => {
        const answer = (): void => done()
        pending.push(answer)
        socket.send(data, isBinary, (error) => {
          const at = pending.indexOf(answer)
          if (at >= 0) pending.splice(at, 1)
          done(error)
        })
      },
      close: (code, reason) => socket.close(code, reason),
      terminate: () => socket.terminate(),
      bufferedAmount: 0,
      ...(ping && { ping: () => ping() }),
      ...(pause && { pause: () => pause() }),
      ...(resume && { resume: () => resume() }),
    }
  }

/** Flushes the queue before `Open` is published. */
const flushesFirst: Sabotage = {
  connection: (connection) => {
    const core = coreOf(connection)
    let { published } = core
    Object.defineProperty(core, 'published', {
      get: () => published,
      set: (state: typeof published) => {
        if (state._tag === 'Open') {
          core.flushedEpoch = core.state.epoch
          core.outbox.writer.flush()
        }
        published = state
      },
    })
  },
}

/** Takes the silence of a peer that cannot be read for its death. */
const ignoresPauses: Sabotage = {
  connection: (connection) => {
    Object.defineProperty(backPressureOf(coreOf(connection)), 'isHeld', { get: () => false })
  },
}

/** Counts the time of a pause as silence of the peer. */
const countsPauses: Sabotage = {
  connection: (connection) => {
    const core = coreOf(connection)
    const backPressure = backPressureOf(core)
    const { release } = backPressure
    backPressure.release = (holder) => {
      const heartbeat = core.dial?.heartbeat
      if (heartbeat !== undefined) heartbeat.showLife = () => undefined
      release.call(backPressure, holder)
      if (heartbeat !== undefined) Reflect.deleteProperty(heartbeat, 'showLife')
    }
  },
}

/** Gives `diagnose` ends without their history. */
const forgetsHistory: Sabotage = {
  connection: (connection) => {
    const { options } = coreOf(connection)
    const { diagnose } = options
    Object.assign(options, { diagnose: (end: End) => diagnose({ ...end, wasOpen: false }) })
  },
}

/** Hides the bytes that the network moves. */
const withoutTraffic: Sabotage = {
  transport: (network) => (request, listener) => {
    const socket = network(request, listener)
    Reflect.deleteProperty(socket, 'traffic')
    return socket
  },
}

/** Hides the bytes that leave. */
const withoutOutgoingTraffic: Sabotage = {
  transport: (network) => (request, listener) => {
    const socket = network(request, listener)
    const { traffic } = socket
    if (traffic !== undefined) socket.traffic = () => ({ ...traffic(), written: 0, stuck: 0 })
    return socket
  },
}

/** Asks a function of the options once, and not for each use. */
const asksOnce = (name: 'ping' | 'protocols'): Sabotage => ({
  connection: (connection) => {
    const { options } = coreOf(connection)
    const ask = options[name] as unknown as ((context: unknown) => unknown) | undefined
    if (typeof ask !== 'function') return
    let answer: { readonly value: unknown } | undefined
    Object.assign(options, { [name]: (context: unknown) => (answer ??= { value: ask(context) }).value })
  },
})

describe('the simulator finds a planted bug', () => {
  it('that drops the check of epochs', async () => {
    const { violation } = await find(withoutEpochs)
    expect(violation.guarantee).to.be.oneOf([1, 3, 12, 13])
  })

  it('that runs an input in the middle of another turn', async () => {
    const immediate = (): Mailbox['post'] => (act) => act()
    const { violation } = await patched(Mailbox.prototype, 'post', immediate, () => find())
    expect(violation.what).not.to.match(/thrown/)
  })

  it('that answers a send twice', async () => {
    let settled = 0
    const twice = (original: SendSubscription<unknown>['settle']): SendSubscription<unknown>['settle'] =>
      function (this: SendSubscription<unknown>, message, result) {
        original.call(this, message, result)
        if (++settled % 50 !== 0) return
        const again = { ...message, nextOfSubscription: undefined, result: undefined, count: 1 }
        this.add(again)
        original.call(this, again, result)
      }
    const { violation } = await patched(SendSubscription.prototype, 'settle', twice, () => find())
    expect(violation.guarantee).to.equal(2)
  })

  it('that answers Right for messages in flight when the connection broke', async () => {
    const { violation } = await find({ transport: falseSuccess })
    expect(violation.guarantee).to.equal(2)
    expect(violation.what).to.match(/was answered Right and was not handed over/)
  })

  it('that flushes the queue before Open is published', async () => {
    const { violation } = await find(flushesFirst)
    expect(violation.guarantee).to.equal(2)
    expect(violation.what).to.match(/left while Connecting was published/)
  })

  it('that drops a paused connection for the silence of its peer', async () => {
    const { violation } = await find(ignoresPauses)
    expect(violation.guarantee).to.equal(7)
  })

  it('that counts the time of a pause as silence of the peer', async () => {
    const { violation } = await find(countsPauses, 394)
    expect(violation.guarantee).to.equal(7)
  })

  it('that judges a peer at its deadline, before the input that has arrived is read', async () => {
    const atOnce = (f: () => void): (() => void) => {
      f()
      return () => undefined
    }
    const { violation } = await find({ clock: (clock) => ({ ...clock, afterInput: atOnce }) }, 40)
    expect(violation.guarantee).to.equal(7)
    expect(violation.what).to.match(/while input lay unread/)
  })

  it('that measures durations by the time of day', async () => {
    const { violation } = await find({ clock: ({ wall = Date.now, ...clock }) => ({ ...clock, now: wall }) })
    expect(violation.guarantee).to.be.oneOf([7, 8])
  })

  it('that forgets that a connection was open before', async () => {
    const { violation } = await find(forgetsHistory)
    expect(violation.guarantee).to.equal(13)
  })

  it('that closes gracefully where it was to abandon', async () => {
    const graceful = (original: AnyCore['restart']): AnyCore['restart'] =>
      function (this: AnyCore, request, taken) {
        const asked = request._tag === 'Redial' ? ({ _tag: 'Restart', code: 1000, reason: '' } as const) : request
        original.call(this, asked, taken)
      }
    const { violation } = await patched(Core.prototype, 'restart', graceful, () => find())
    expect(violation.what).to.match(/did not abandon/)
  })

  it('that leaves out the reason of a restart', async () => {
    const mute = (original: AnyCore['restart']): AnyCore['restart'] =>
      function (this: AnyCore, request, taken) {
        original.call(this, request._tag === 'Restart' ? { ...request, reason: '' } : request, taken)
      }
    const { violation } = await patched(Core.prototype, 'restart', mute, () => find())
    expect(violation.what).to.match(/closed with 3001 , which nobody requested/)
  })

  it('that never finds a peer silent that it does not ping', async () => {
    const alive = (original: SignsOfLife['take']): SignsOfLife['take'] =>
      function (this: SignsOfLife, traffic) {
        const at = original.call(this, traffic)
        return this.isTimed ? Infinity : at
      }
    const { violation } = await patched(SignsOfLife.prototype, 'take', alive, () => find())
    expect(violation.guarantee).to.equal(7)
  })

  it('that drops a peer in the middle of a large message', async () => {
    const { violation } = await find(withoutTraffic)
    expect(violation.guarantee).to.equal(7)
    expect(violation.what).to.match(/dropped after a silence/)
  })

  it('that drops a peer while a large message is leaving', async () => {
    const { violation } = await find(withoutOutgoingTraffic)
    expect(violation.guarantee).to.equal(7)
    expect(violation.what).to.match(/dropped after a silence/)
  })

  it('that lets the subscriber of a restart throw into the turn of another', async () => {
    const bare = (): AnyCore['restart'] =>
      function (this: AnyCore, request, taken) {
        this.post(() => {
          this.dispatch(request)
          taken(!isRest(this.state) && !isStopping(this.state))
        })
      }
    const { violation } = await patched(Core.prototype, 'restart', bare, () => find(undefined, 135))
    // It reaches the turn that was under way: the start, stop or timer of another.
    expect(violation.guarantee).to.be.oneOf([4, 5, 10, 13])
  })

  it('that calls the function of a heartbeat message once', async () => {
    const { violation } = await find(asksOnce('ping'))
    expect(violation.what).to.match(/pinged with/)
  })

  it('that dials with the subprotocol of the dial before', async () => {
    const { violation } = await find(asksOnce('protocols'))
    expect(violation.what).to.match(/and not the fresh/)
  })

  it('that shows a subprotocol which a function gave', async () => {
    const open = (original: AnyDial['report']): AnyDial['report'] =>
      function (this: AnyDial, input) {
        const isSecret = input._tag === 'Opened' && input.handshake.protocol === '[redacted]'
        original.call(this, isSecret ? { ...input, handshake: { ...input.handshake, protocol: 'secret.1' } } : input)
      }
    const { violation } = await patched(Dial.prototype, 'report', open, () => find())
    expect(violation.guarantee).to.equal(11)
  })

  it('that leaves the value of a greeting out of Open', async () => {
    const empty = (original: AnyDial['greeted']): AnyDial['greeted'] =>
      function (this: AnyDial) {
        original.call(this, undefined)
      }
    const { violation } = await patched(Dial.prototype, 'greeted', empty, () => find())
    expect(violation.what).to.match(/Open carries undefined/)
  })

  it('that keeps a volatile message for the next socket', async () => {
    const durable = (original: AnyOutbox['send']): AnyOutbox['send'] =>
      function (this: AnyOutbox, subscription, value, binary) {
        original.call(this, subscription, value, binary, false)
      }
    const { violation } = await patched(Outbox.prototype, 'send', durable, () => find())
    expect(violation.what).to.match(/is volatile and left in dial/)
  })

  it('that keeps an entry for each refused message', async () => {
    const hoards = (original: SendSubscription<unknown>['settle']): SendSubscription<unknown>['settle'] =>
      function (this: SendSubscription<unknown>, message, result) {
        if (result._tag === 'Left' && message.previousOfSubscription !== undefined) message.result = result
        else original.call(this, message, result)
      }
    const { violation } = await patched(SendSubscription.prototype, 'settle', hoards, () => find())
    expect(violation.guarantee).to.equal(9)
  })

  it('and makes its plan small', async () => {
    const failure = await find(flushesFirst)
    const { plan } = await playSmallest(failure, flushesFirst)
    // A lease that opens the connection, and a message that waits for it.
    expect(plan.steps.map(({ act }) => act._tag)).to.deep.equal(['Lease', 'Send'])
    expect(plan.scripts.map((script) => script.map(({ act }) => act._tag))).to.deep.equal([['Opens']])
    const text = await report(failure, flushesFirst)
    expect(text).to.include(`seed ${failure.seed} breaks guarantee 2`)
    expect(text).to.include('Lease id')
    expect(text).to.include(`npm run simulate -- --seed ${failure.seed}`)
  })
})

describe('the simulator without a planted bug', () => {
  it('finds none', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { violation } = await playSeed(seed)
      expect(violation, `seed ${seed}`).to.equal(undefined)
    }
  }).timeout(30_000)
})
