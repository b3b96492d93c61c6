import { expect } from 'chai'
import type { Inspection } from 'pulsewire/inspect'

import { Columns, heightOf } from '../../lib/panel/timeline/columns.ts'
import { History } from '../../lib/panel/timeline/history.ts'
import { MarkRing } from '../../lib/panel/timeline/mark-ring.ts'
import { bucket, Totals } from '../../lib/panel/timeline/totals.ts'
import { neighbour } from '../../lib/panel/timeline/walk.ts'

const stamp = { at: 0, wall: 0 }

const received = (text = 'hello'): Inspection => ({
  _tag: 'Received',
  ...stamp,
  kind: 'text',
  size: text.length,
  data: text,
  isGreeting: false,
})

const withdrawn: Inspection = { _tag: 'Withdrawn', ...stamp, id: 1 }

const written: Inspection = {
  _tag: 'Written',
  ...stamp,
  origin: 'send',
  id: 1,
  kind: 'text',
  size: 5,
  data: 'hello',
}

const shown = (data: string | Uint8Array): string => String(data)

describe('the history of a panel', () => {
  it('keeps the newest marks of each lane up to a limit, and drops no state for a flood of messages', () => {
    const history = new History(shown)
    history.take({ _tag: 'State', ...stamp, state: { _tag: 'Connecting', attempt: 1 } }, 0)
    for (let at = 1; at <= 10_000; at++) history.take(received(String(at)), at)
    const { marks } = history
    expect(marks.in.length).to.equal(4_096)
    expect(marks.in.hasDropped).to.equal(true)
    expect(marks.in.at(0)?.text).to.equal('5905')
    expect(marks.in.newest?.text).to.equal('10000')
    expect(marks.state.newest?.text).to.equal('attempt 1')
  })

  it('finds marks by their time, before and after the ring is full', () => {
    for (const count of [5, 8, 13]) {
      const ring = new MarkRing(8)
      for (let at = 0; at < count; at++) ring.push({ at, wall: 0, lane: 'in', kind: 'text', amount: 0, text: '' })
      const oldest = Math.max(0, count - 8)
      for (let time = oldest; time < count; time++) expect(ring.at(ring.indexAfter(time - 0.5))?.at).to.equal(time)
      expect(ring.indexAfter(count)).to.equal(ring.length)
      expect(ring.nearest(count - 1.4, 1, () => true)?.at).to.equal(count - 1)
    }
  })

  it('counts every message of the last five minutes, and forgets older ones', () => {
    const totals = new Totals()
    for (let at = 0; at < 400_000; at += 10) totals.add('in', at)
    const newest = Math.floor(399_990 / bucket)
    expect(totals.sum('in', newest - 49, newest + 1)).to.equal(100)
    expect(totals.sum('in', 0, newest + 1)).to.equal(30_000)
    totals.add('in', 5_000_000)
    expect(totals.sum('in', 0, 1e9)).to.equal(1)
  })

  it('carries the level of the queue over buckets without a change, and shows the peak within a bucket', () => {
    const totals = new Totals()
    totals.setQueue(0, 3, 30)
    totals.setQueue(10 * bucket, 7, 70)
    totals.setQueue(10 * bucket + 1, 0, 0)
    const peaks = (from: number, to: number): number[] => [
      totals.peak('messages', from, to),
      totals.peak('bytes', from, to),
    ]
    expect(peaks(5, 6)).to.deep.equal([3, 30])
    expect(peaks(10, 11)).to.deep.equal([7, 70])
    expect(peaks(11, 40)).to.deep.equal([0, 0])
  })

  it('counts the message that answers a heartbeat as a pong alone', () => {
    const history = new History(shown)
    history.take(received('news'), 1)
    history.take(received('pong'), 500)
    history.take({ _tag: 'RoundTrip', ...stamp, latency: 12 }, 500.2)
    expect(history.totals.sum('in', 0, 100)).to.equal(1)
    expect(history.marks.heartbeat.newest?.amount).to.equal(12)
    // A pong frame comes without a message.
    history.take({ _tag: 'RoundTrip', ...stamp, latency: 12 }, 900)
    expect(history.totals.sum('in', 0, 100)).to.equal(1)
  })

  it('takes the answer of a heartbeat back from the step that counted it, at every moment', () => {
    const history = new History(shown)
    for (let at = bucket; at < 50 * bucket; at += 1.9) {
      history.take(received('pong'), at)
      history.take({ _tag: 'RoundTrip', ...stamp, latency: 12 }, at + 0.9)
      expect(history.totals.sum('in', 0, 100), `at ${at}`).to.equal(0)
    }
  })

  it('counts a message that was withdrawn as one that was not sent', () => {
    const history = new History(shown)
    history.take(withdrawn, 1)
    expect(history.totals.sum('out', 0, 100)).to.equal(0)
    expect(history.totals.sum('failed', 0, 100)).to.equal(1)
  })

  it('walks over all lanes of all connections in the order of time, back and forth, past what a filter hides', () => {
    const [chat, quotes] = [new History(shown), new History(shown)]
    for (let at = 1; at <= 9; at++) (at % 2 === 0 ? chat : quotes).take(received(String(at)), at)
    const lanes = ['in', 'errors'] as const
    const walked = [chat, quotes].map((history) => ({
      history,
      lanes,
      filter: ({ text }: { readonly text: string }): boolean => text !== '5',
    }))
    const path = (from: number, direction: 1 | -1): string[] => {
      const texts: string[] = []
      for (let at: number | undefined = from; at !== undefined;) {
        const place = neighbour(walked, at, direction)
        if (place !== undefined) texts.push(place.mark.text)
        at = place?.mark.at
      }
      return texts
    }
    expect(path(0, 1).join('')).to.equal('12346789')
    expect(path(10, -1).join('')).to.equal('98764321')
  })
})

describe('the columns of a panel', () => {
  const filled = (scale: number, ...times: ReadonlyArray<number>): { columns: Columns; history: History } => {
    const history = new History(shown)
    for (const at of times) history.take(received(), at)
    const columns = new Columns()
    columns.fill(history, 'in', 0, 1_000, scale, undefined)
    return { columns, history }
  }

  const sum = ({ counts, length }: Columns): number => counts.slice(0, length).reduce((all, count) => all + count, 0)

  it('hold every message exactly once at every zoom', () => {
    const times = Array.from({ length: 300 }, (_, index) => index * 3.3)
    for (const scale of [0.004, 0.02, 0.06, 0.3, 0.41, 1, 4]) {
      expect(sum(filled(scale, ...times).columns), `scale ${scale}`).to.equal(300)
    }
  })

  it('hold the same, counted in steps or one by one', () => {
    const history = new History(shown)
    for (let at = 0; at < 960; at += 40) {
      history.take(at % 120 === 0 ? withdrawn : written, at)
    }
    for (const filter of [undefined, () => true]) {
      const columns = new Columns()
      columns.fill(history, 'out', 0, 1_000, 0.06, filter)
      const sums = [columns.counts, columns.failed].map((counts) => counts.reduce((all, count) => all + count, 0))
      expect(sums).to.deep.equal([16, 8])
    }
  })

  it('lie on a grid that does not move with the picture', () => {
    const { columns, history } = filled(0.06, 100, 170, 170, 900)
    const at = (from: number): Array<readonly [column: number, count: number]> => {
      columns.fill(history, 'in', from, from + 1_000, 0.06, undefined)
      return [...columns.counts.slice(0, columns.length).entries()]
        .filter(([, count]) => count > 0)
        .map(([index, count]) => [columns.first + index, count] as const)
    }
    expect(at(7)).to.deep.equal(at(61))
  })

  it('count what has left the ring too, so that nothing seems to be missing', () => {
    const times = Array.from({ length: 10_000 }, (_, index) => index / 10)
    expect(sum(filled(2, ...times).columns)).to.equal(10_000)
  })

  it('tell a single message from a group', () => {
    const { columns } = filled(0.06, 100, 600, 660)
    const column = (time: number): number => Math.floor(time / columns.width) - columns.first
    expect(columns.isAlone(column(100), 3)).to.equal(true)
    expect(columns.isAlone(column(600), 3)).to.equal(false)
    expect(columns.roomAround(column(100), 4)).to.equal(4)
  })

  it('are as high at every zoom for the same rate, and highest at 10,000 messages a second', () => {
    expect(heightOf(10, 20)).to.equal(heightOf(100, 200))
    expect(heightOf(200, 20)).to.equal(1)
    expect(heightOf(1e6, 20)).to.equal(1)
  })
})
