import { expect } from 'chai'

import { coreOf } from '../../lib/connection/connection.ts'
import { Mailbox } from '../../lib/connection/mailbox.ts'
import { SendSubscription } from '../../lib/connection/sending/send-subscription.ts'
import type { Socket, SocketListener, Transport } from '../../lib/index.ts'
import { type Failure, playSeed, playSmallest } from './explore.ts'
import { report } from './report.ts'
import type { Sabotage } from './simulation.ts'

const seeds = 100

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

/** Replaces a method for as long as `body` runs. */
async function patched<P extends object, K extends keyof P, R>(
  prototype: P,
  key: K,
  patch: (original: P[K]) => P[K],
  body: () => Promise<R>,
): Promise<R> {
  const original = prototype[key]
  prototype[key] = patch(original)
  try {
    return await body()
  } finally {
    prototype[key] = original
  }
}

async function find(sabotage?: Sabotage): Promise<Failure> {
  for (let seed = 1; seed <= seeds; seed++) {
    const { violation } = await playSeed(seed, sabotage)
    if (violation !== undefined) return { seed, violation }
  }
  throw new Error(`not found within ${seeds} seeds`)
}

describe('the simulator finds a planted bug', () => {
  it('that drops the check of epochs', async () => {
    const { violation } = await find(withoutEpochs)
    expect(violation.guarantee).to.be.oneOf([1, 12, 13])
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
        const again = { ...message, nextOfSubscription: undefined, result: undefined }
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
  })
})
