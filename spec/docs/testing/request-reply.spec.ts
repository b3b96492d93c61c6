import { clientStart$, type Connection, defineConnection, receive$, send } from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { filter, ignoreElements, merge, mergeMap, type Observable, of, take, timeout } from 'rxjs'

/** Under test: sends a question and emits the first message that begins with the same word. */
const ask = (chat: Connection<string, string>, question: string): Observable<string> => {
  const answer$ = chat.pipe(
    receive$(),
    filter((text) => text.startsWith(`${question}:`)),
  )
  // Subscribes before it sends, so that it cannot miss a fast answer.
  return merge(answer$, of(question).pipe(send(chat), ignoreElements())).pipe(take(1), timeout(10))
}

it(
  'emits the answer to its own question',
  marbles(({ peer, cold, expectObservable }) => {
    const server = peer(['o----v-t'], { t: 'time: noon', v: 'version: 2' })
    const chat = defineConnection({ url: 'ws://peer', transport: server.transport })
    const asked = '  ---q'
    const sent = '   ---q'
    const answers = '-------a'
    const answer$ = cold(asked).pipe(mergeMap(() => ask(chat, 'time')))
    expectObservable(clientStart$(chat).pipe(ignoreElements()))
    expectObservable(answer$).toBe(answers, { a: 'time: noon' })
    expectObservable(server.sent$).toBe(sent, { q: 'time' })
  }),
)
