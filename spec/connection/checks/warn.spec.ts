import { expect } from 'chai'

import * as development from '../../../lib/connection/checks/development.ts'
import { coreOf } from '../../../lib/connection/connection.ts'
import { connectTo } from '../../support/peers/connect-to.ts'

type Warn = Pick<typeof development, 'warnAboutRenders' | 'warnIfNotStarted'>

let modules = 0

/** The module as it is when a process begins: it warns once a process. */
const freshWarn = (): Promise<Warn> => import(`../../../lib/connection/checks/warn.ts?${++modules}`) as Promise<Warn>

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))

describe('A warning of development', () => {
  const { NODE_ENV } = process.env
  const { warn } = console
  let printed: unknown[] = []

  beforeEach(() => {
    printed = []
    console.warn = (...given: unknown[]) => printed.push(...given)
    delete process.env['NODE_ENV']
  })

  afterEach(() => {
    console.warn = warn
    process.env['NODE_ENV'] = NODE_ENV
  })

  const notStarted =
    'pulsewire: chat: receive$ is subscribed, but the connection is not started, so nothing is received. Subscribe to clientStart$(connection) too.'

  it('says once how to start a connection whose messages somebody subscribes to', async () => {
    for (const channel of ['values', 'texts', 'bytes'] as const) {
      const { warnIfNotStarted } = await freshWarn()
      for (let time = 0; time < 2; time++) warnIfNotStarted(coreOf(connectTo().chat), channel)
      expect(printed).to.deep.equal([])
      await turn()
      expect(printed.splice(0)).to.deep.equal([notStarted])
    }
  })

  it('does not come where no message is subscribed, or the connection is started in the same turn or before', async () => {
    const { warnIfNotStarted } = await freshWarn()
    warnIfNotStarted(coreOf(connectTo().chat), 'events')
    warnIfNotStarted(coreOf(connectTo().chat), 'lifecycle')
    const core = coreOf(connectTo().chat)
    warnIfNotStarted(core, 'values')
    core.published = { _tag: 'Connecting', attempt: 1 }
    warnIfNotStarted(core, 'values')
    core.published = { _tag: 'Closed', code: 1000, reason: '', wasClean: true }
    warnIfNotStarted(core, 'values')
    core.published = { _tag: 'Idle' }
    const started = coreOf(connectTo().chat)
    started.published = { _tag: 'Connecting', attempt: 1 }
    warnIfNotStarted(started, 'values')
    started.published = { _tag: 'Idle' }
    core.published = { _tag: 'Connecting', attempt: 1 }
    await turn()
    expect(printed).to.deep.equal([])
  })

  it('says once that a connection is defined anew in each render', async () => {
    const { warnAboutRenders, warnIfNotStarted } = await freshWarn()
    for (let time = 0; time < 2; time++) warnAboutRenders()
    expect(printed).to.have.length(1)
    expect(printed[0]).to.match(
      /^pulsewire: useConnection got another connection .* useState\(\(\) => defineConnection/,
    )
    // The two mistakes are counted apart.
    warnIfNotStarted(coreOf(connectTo().chat), 'values')
    await turn()
    expect(printed).to.have.length(2)
  })

  it('does not come in production and in tests', async () => {
    for (const environment of ['production', 'test']) {
      process.env['NODE_ENV'] = environment
      const { warnAboutRenders, warnIfNotStarted } = await freshWarn()
      warnAboutRenders()
      warnIfNotStarted(coreOf(connectTo().chat), 'values')
      await turn()
      expect(printed).to.deep.equal([])
    }
  })

  it('does no harm where no process exists, as in a browser without a bundler', () => {
    const { process } = globalThis
    // The last warning of this process: nobody else waits for it.
    development.warnAboutRenders()
    expect(printed).to.have.length(1)
    Object.assign(globalThis, { process: undefined })
    try {
      development.warnAboutRenders()
      development.warnIfNotStarted(coreOf(connectTo().chat), 'values')
    } finally {
      Object.assign(globalThis, { process })
    }
    expect(printed).to.have.length(1)
  })
})
