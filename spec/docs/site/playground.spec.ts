import { readdirSync, readFileSync } from 'node:fs'

import { expect } from 'chai'
import { transformSync } from 'esbuild'

import { columnsOf } from '../../../docs/.vitepress/playground/columns.ts'
import { draw, listEvents } from '../../../docs/.vitepress/playground/draw.ts'
import { evaluate } from '../../../docs/.vitepress/playground/evaluate.ts'
import { examplesOf } from '../../../docs/.vitepress/playground/examples.ts'
import type { Mark, Outcome, Problem, Track } from '../../../docs/.vitepress/playground/report.ts'

const transpile = (text: string): string => transformSync(text, { loader: 'ts', format: 'cjs' }).code

const specs = Object.fromEntries(
  ['spec/docs/testing', 'spec/docs/playground'].flatMap((folder) =>
    readdirSync(folder).map((name) => [`${folder}/${name}`, readFileSync(`${folder}/${name}`, 'utf8')] as const),
  ),
)
const examples = examplesOf(specs)
const [reconnect = ''] = examples.filter(({ name }) => name === 'reconnect').map(({ text }) => text)

function outcome(text: string): Outcome {
  const report = evaluate(text, transpile)
  if (report._tag === 'Broken') throw new Error(report.problem.message)
  return report.outcomes[0]!
}

function problem(text: string): Problem | undefined {
  const report = evaluate(text, transpile)
  return report._tag === 'Broken' ? report.problem : report.outcomes[0]?.problem
}

const signs = ({ tracks }: Outcome, lane: string): string =>
  (tracks[0]?.marks ?? [])
    .filter((mark) => mark.lane === lane)
    .map(({ at, kind, label, lane: name }) => `${at}${name === 'state' ? kind.charAt(0) : label || kind}`)
    .join(' ')

describe('the playground', () => {
  it('offers every spec that has a peer', () => {
    const withPeer = Object.entries(specs).filter(([, text]) => text.includes('peer('))
    expect(examples).to.have.length(withPeer.length)
  })

  for (const { name, text } of examples) {
    it(`runs the example ${name}`, () => {
      expect(outcome(text).problem).to.equal(undefined)
      expect(outcome(text).tracks).to.have.length(1)
    })
  }

  it('records peer, states, messages and errors at their times', () => {
    const run = outcome(reconnect)
    expect(signs(run, 'peer')).to.equal('0dial 2o 5a 8x 12dial 14o 16b')
    expect(signs(run, 'state')).to.equal('0I 0C 2O 8W 12C 14O 17C 17C')
    expect(signs(run, 'received')).to.equal('5a 16b')
    expect(signs(run, 'errors')).to.equal('8!')
  })

  it('records that a message was queued, and when it left', () => {
    const { text } = examples.find(({ name }) => name === 'outbox')!
    const sent = outcome(text).tracks[0]?.marks.filter(({ lane }) => lane === 'sent')
    expect(sent?.map(({ at, kind, label }) => [at, kind, label])).to.deep.equal([
      [3, 'text', 'a'],
      [6, 'queued', 'b'],
      [10, 'text', 'b'],
      [12, 'text', 'c'],
    ])
  })

  it('leaves out the part of a script that comes after the end of its socket', () => {
    const run = outcome(reconnect.replace("'--o--a--x'", "'--o--a--x------y'"))
    expect(signs(run, 'peer')).to.equal('0dial 2o 5a 8x 12dial 14o 16b')
  })

  const mistakes: ReadonlyArray<readonly [from: string, to: string, message: RegExp, mend: RegExp]> = [
    ["'--o--a--x'", "'--a--o--x'", /has the message 'a' before its 'o'/, /Move the 'o'/],
    ["'--o--a--x'", "'--o--o--x'", /has a second 'o'/, /a script of its own/],
    ["'--o--a--x'", "'^-o--a--x'", /has a '\^'/, /first column of a script is the dial/],
    ["['--o--a--x', '--o-b']", '[]', /needs a script/, /at least one script/],
    ['closes, marbles }', 'marbles }', /closes is not defined/, /import \{ closes \} from 'pulsewire\/testing'/],
    ['toLetter)', 'toLeter)', /toLeter is not defined/, /spelling/],
    ["from 'rxjs'", "from 'lodash'", /'lodash' is not available/, /Import from one of these: pulsewire, /],
    [
      "closes, marbles } from 'pulsewire/testing'",
      "closes, marbles } from 'rxjs'",
      /'rxjs' exports no marbles/,
      /'pulsewire\/testing'/,
    ],
    ['transport: server.transport,', '', /no transport/, /server\.transport/],
    ['({ peer, expectObservable }) =>', 'async ({ peer, expectObservable }) =>', /asynchronous/, /Remove async/],
    ['initialDelay: 4', 'initialDelay: -1', /initialDelay/, /Correct the line/],
    ["'-----a----------b'", "'-----a---------b'", /\n/, /If the drawing shows the behaviour that you want/],
    ["'-----a----------b'", "'-----a--!'", /unsubscription marker/, /second argument of expectObservable/],
    ['it(', 'const list = (...values: unknown[]) => values\nlist(', /has no test/, /Write one/],
    ['const server', 'throw 1; const server', /threw 1/, /Throw an Error/],
  ]
  for (const [from, to, message, mend] of mistakes) {
    it(`explains ${to || `a text without ${from}`}`, () => {
      expect(reconnect).to.include(from)
      const found = problem(reconnect.replace(from, to))
      expect(found?.message).to.match(message)
      expect(found?.mend).to.match(mend)
    })
  }

  it('shows what a text and pulsewire print', () => {
    const report = evaluate(`console.log('hello', { a: 1 })\n${reconnect}`, transpile)
    expect(report).to.have.property('lines').that.deep.equals(['hello {"a":1}'])
  })

  it('keeps 1 000 events of a test, and says that there were more', () => {
    const chatty = reconnect.replace("'--o--a--x'", "'--o' + 'a'.repeat(1_100)")
    const { tracks, isCut } = outcome(chatty)
    expect(isCut).to.equal(true)
    expect(tracks[0]?.marks.length).to.be.at.most(1_000)
  })
})

describe('a drawing of the playground', () => {
  const mark = (at: number, label = 'a'): Mark => ({ lane: 'received', at, kind: 'text', label, text: label })

  it('draws short times to scale, shortens long ones, and gives wide marks their room', () => {
    const columns = columnsOf([[mark(0), mark(4), mark(5, 'a long one'), mark(6), mark(5_006)]])
    expect(columns.map(({ x, isAfterBreak }) => [x, isAfterBreak])).to.deep.equal([
      [0, false],
      [88, false],
      [115, false],
      [207, false],
      [361, true],
    ])
  })

  it('puts marks of one moment side by side', () => {
    const [column] = columnsOf([[mark(1), mark(1), mark(1)], [mark(1)]])
    expect(column?.width).to.equal(81)
  })

  it('escapes what a peer sends, and what a text makes up', () => {
    const tracks: ReadonlyArray<Track> = [
      { name: 'x', marks: [mark(1, '<img src=x onerror="1">'), { ...mark(2), kind: '"><img src=x>' }] },
    ]
    for (const html of [draw(tracks), listEvents(tracks)]) {
      expect(html).to.include('&lt;img src=x onerror=').and.not.to.include('<img')
    }
  })
})
