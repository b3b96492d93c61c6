import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { mock } from 'node:test'

import { expect } from 'chai'
import fc from 'fast-check'
import { marbles } from 'pulsewire/testing'

import { defaultClock, platformClock } from '../../../lib/connection/timers/clock.ts'
import { ElapsedTime } from '../../../lib/connection/timers/elapsed-time.ts'

/** Runs `body` while the system's time of day differs from the real one by `offset` ms. */
function withWallOffset<T>(offset: number, body: () => T): T {
  const { now } = Date
  Date.now = () => now() + offset
  try {
    return body()
  } finally {
    Date.now = now
  }
}

describe('elapsed time', () => {
  afterEach(() => {
    mock.timers.reset()
  })

  it('guarantee 7: never goes back and never jumps, whatever happens to the time of day', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e12, max: 1e12 }), { maxLength: 20 }), (offsets) => {
        const time = new ElapsedTime()
        let before = time.now()
        for (const offset of offsets) {
          const now = withWallOffset(offset, () => time.now())
          expect(now - before).to.be.within(0, 1_000)
          before = now
        }
      }),
    )
  })

  it('does not take a time of day that is set between two readings for virtual time', () => {
    const { now } = Date
    let reads = 0
    // Set back after the first reading.
    Date.now = () => now() - (reads++ === 0 ? 0 : 3_600_000)
    try {
      expect(new ElapsedTime().isVirtual).to.equal(false)
    } finally {
      Date.now = now
    }
  })

  it(
    'is the virtual time of rxjs, and goes on as before afterwards',
    marbles(() => {
      const time = new ElapsedTime()
      expect(time.isVirtual).to.equal(true)
      expect(time.now()).to.equal(0)
    }),
  )

  it('moves with fake timers that leave the monotonic time where it is', () => {
    mock.timers.enable({ apis: ['setInterval', 'Date'] })
    // Not the shared clock, which would stay ahead of time.
    const clock = platformClock()
    const before = clock.now()
    const fired: number[] = []
    clock.after(30_000, () => fired.push(clock.now() - before))
    mock.timers.tick(29_999)
    expect(fired).to.deep.equal([])
    mock.timers.tick(1)
    expect(fired).to.have.length(1)
    expect(fired[0]).to.be.within(30_000, 31_000)
  })

  it('goes on where fake timers start the monotonic time anew', () => {
    const time = new ElapsedTime()
    const before = time.now()
    const { now } = performance
    performance.now = () => 0
    try {
      expect(time.now()).to.be.at.least(before)
      performance.now = () => 500
      expect(time.now() - before).to.be.within(500, 1_500)
    } finally {
      performance.now = now
    }
  })
})

describe('afterInput', () => {
  it('calls back when input was read that arrived while the event loop was blocked', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve))
    const tcp = connect((server.address() as AddressInfo).port, '127.0.0.1')
    const peer = await accepted
    const order: string[] = []
    tcp.on('data', () => order.push('input'))
    await new Promise<void>((resolve) => {
      setTimeout(() => {
        peer.write('pong')
        const end = performance.now() + 30
        while (performance.now() < end);
        defaultClock.afterInput?.(() => {
          order.push('deadline')
          resolve()
        })
      }, 1)
    })
    tcp.destroy()
    peer.destroy()
    await new Promise((resolve) => server.close(resolve))
    expect(order).to.deep.equal(['input', 'deadline'])
  })

  it('does not call back once it is cancelled', async () => {
    const called: string[] = []
    defaultClock.afterInput?.(() => called.push('cancelled'))()
    await new Promise<void>((resolve) => defaultClock.afterInput?.(resolve))
    expect(called).to.deep.equal([])
  })
})
