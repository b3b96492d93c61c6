import { clientStart$, defineConnection, receive$ } from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { auditTime } from 'rxjs'

it(
  'shows the latest price instead of every price',
  marbles(({ peer, expectObservable }) => {
    const server = peer(['oabcdefg---h'])
    const prices = defineConnection({ url: 'ws://peer', transport: server.transport })
    const shown = '-----e----g----h'
    const until = '^---------------!'
    expectObservable(clientStart$(prices).pipe(receive$(), auditTime(4)), until).toBe(shown)
  }),
)
