import { expect } from 'chai'
import { of } from 'rxjs'

import { coreOf } from '../../../lib/connection/connection.ts'
import type { Core } from '../../../lib/connection/core.ts'
import { type Connection, send, type SocketListener } from '../../../lib/index.ts'
import { PendingRequest } from '../../../lib/patterns/request/pending-request.ts'
import { Requests } from '../../../lib/patterns/request/requests.ts'
import { Announcements } from '../../../lib/patterns/topics/announcements.ts'
import { TopicRegistry } from '../../../lib/patterns/topics/topic-registry.ts'
import { patched } from '../patched.ts'
import { find } from '../plant.ts'
import type { Sabotage } from '../simulation.ts'
import { asText } from '../witness.ts'

type AnyRequests = Requests<unknown, unknown, unknown, unknown, unknown, unknown>
type AnyRequest = PendingRequest<unknown, unknown, unknown, unknown, unknown, unknown>
type AnyRegistry = TopicRegistry<unknown, unknown, unknown, unknown>
type AnyAnnouncements = Announcements<unknown, unknown, unknown, unknown>

/** Gives the replies that come by a former socket to the requests, and to nobody else. */
const withoutEpochs = (requests: () => AnyRequests | undefined): Sabotage => ({
  transport: (network) => {
    let present: SocketListener | undefined
    return (request, listener) => {
      present = listener
      return network(request, {
        opened: (handshake) => listener.opened(handshake),
        received: (data, isBinary) => {
          if (present !== listener && /^(ok|no) /.test(asText(data))) requests()?.onMessage(asText(data))
          else listener.received(data, isBinary)
        },
        ponged: () => listener.ponged(),
        ended: (end) => listener.ended(end),
      })
    }
  },
})

describe('the simulator finds a planted bug in requests and topics', () => {
  it('that accepts a reply of an earlier epoch', async () => {
    let requests: AnyRequests | undefined
    const captures = (original: AnyRequests['add']): AnyRequests['add'] =>
      function (this: AnyRequests, id, request) {
        // eslint-disable-next-line @typescript-eslint/no-this-alias -- the requests of the run, which nobody gives out
        requests = this
        return original.call(this, id, request)
      }
    const sabotage = withoutEpochs(() => requests)
    const { violation } = await patched(Requests.prototype, 'add', captures, () => find(sabotage, 12))
    expect(violation.guarantee).to.equal('R3')
  })

  it('that leaves a request pending when its socket has ended', async () => {
    const ignores = (): AnyRequest['lose'] => () => undefined
    const { violation } = await patched(PendingRequest.prototype, 'lose', ignores, () => find())
    expect(violation.guarantee).to.equal('R1')
  })

  it('that leaks a pending request', async () => {
    let count = 0
    const forgets = (original: AnyRequests['remove']): AnyRequests['remove'] =>
      function (this: AnyRequests, id) {
        if (++count % 7 !== 0) original.call(this, id)
      }
    const { violation } = await patched(Requests.prototype, 'remove', forgets, () => find())
    expect(violation.what).to.match(/left 2 subscription/)
  })

  it('that unsubscribes on the wrong socket', async () => {
    let connection: Connection<string, string> | undefined
    const queues = (original: AnyRegistry['remove']): AnyRegistry['remove'] =>
      function (this: AnyRegistry, topic) {
        const handle = connection
        const isAway = handle !== undefined && coreOf(handle).state._tag !== 'Open' && this.isCurrent(topic)
        original.call(this, topic)
        if (isAway)
          of(`unsub ${String(topic.key)}`)
            .pipe(send(handle))
            .subscribe()
      }
    const sabotage: Sabotage = {
      connection: (simulated) => {
        connection = simulated
      },
    }
    const { violation } = await patched(TopicRegistry.prototype, 'remove', queues, () => find(sabotage, 12))
    expect(violation.guarantee).to.equal('T3')
  })

  it('that subscribes again behind the queue', async () => {
    let core: Core<string, string> | undefined
    const late = (original: AnyAnnouncements['send']): AnyAnnouncements['send'] =>
      function (this: AnyAnnouncements, ...announcement) {
        // A turn of its own: at `Open` the queue is flushed before that.
        core?.post(() => {
          original.apply(this, announcement)
        })
      }
    const sabotage: Sabotage = {
      connection: (connection) => {
        core = coreOf(connection)
      },
    }
    const { violation } = await patched(Announcements.prototype, 'send', late, () => find(sabotage))
    expect(violation.guarantee).to.equal('T2')
    expect(violation.what).to.match(/overtook the subscriptions/)
  })
})
