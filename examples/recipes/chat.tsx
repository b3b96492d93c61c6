import * as t from 'io-ts'
import { type Connection, defineConnection, json, send } from 'pulsewire'
import { useConnection, useMessages, useSend, useStarts } from 'pulsewire/react'
import { type ReactNode, type SubmitEvent, useMemo, useState } from 'react'
import { of } from 'rxjs'

const FromRoom = t.union([
  t.type({ type: t.literal('said'), id: t.string, who: t.string, text: t.string }),
  t.type({ type: t.literal('typing'), who: t.string }),
])
const ToRoom = t.union([
  t.type({ type: t.literal('join'), who: t.string }),
  t.type({ type: t.literal('say'), id: t.string, text: t.string }),
  t.type({ type: t.literal('typing') }),
])

/** The codec of a room: checks the messages of both directions. */
export const roomCodec = json(FromRoom, ToRoom)

export type Room = Connection<t.TypeOf<typeof FromRoom>, t.TypeOf<typeof ToRoom>>

/** Defines the connection of a room, and opens nothing. */
export const connectTo = (name: string): Room =>
  defineConnection({ name, url: `wss://example.org/rooms/${name}`, codec: roomCodec, linger: 500 })

interface Line {
  readonly id: string
  readonly who: string
  readonly text: string
  readonly status: 'sending' | 'sent' | 'failed'
}

/** A room: its lines in order, each of one's own with its status. */
export function Chat({ room, who }: { readonly room: Room; readonly who: string }): ReactNode {
  const state = useConnection(room) // open while this component is mounted
  const say = useSend(room)
  const [lines, setLines] = useState<ReadonlyMap<string, Line>>(new Map())
  const [typist, setTypist] = useState('')
  const [text, setText] = useState('')
  const put = (line: Line): void => setLines((before) => new Map(before).set(line.id, line))

  useStarts(room, () => void say({ type: 'join', who })) // on every start, ahead of queued lines
  useMessages(room, (message) => {
    if (message.type === 'typing') setTypist(message.who)
    else put({ ...message, status: 'sent' })
  })

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const line = { id: crypto.randomUUID(), who, text }
    put({ ...line, status: 'sending' })
    setText('')
    // While the connection is away the line is queued. `Right` means that it left; the room's own message says that it arrived.
    const result = await say({ type: 'say', id: line.id, text })
    if (result._tag === 'Left') put({ ...line, status: 'failed' })
  }

  const change = (value: string): void => {
    setText(value)
    // Now or not at all: this is worth nothing after a reconnect.
    of({ type: 'typing' } as const)
      .pipe(send(room, { volatile: true }))
      .subscribe()
  }

  return (
    <main aria-busy={state._tag !== 'Open'}>
      {state._tag === 'Waiting' && <p role="status">Lost. Trying again.</p>}
      {state._tag === 'Failed' && <p role="alert">{state.error.message}</p>}
      <ul>
        {[...lines.values()].map((line) => (
          <li key={line.id} data-status={line.status}>
            {line.who}: {line.text}
          </li>
        ))}
      </ul>
      {typist !== '' && <p>{typist} is typing</p>}
      <form onSubmit={(event) => void submit(event)}>
        <input value={text} onChange={(event) => change(event.target.value)} />
        <button>Send</button>
      </form>
    </main>
  )
}

/** One room of several. The key begins its lines anew; `useMemo` keeps the connection of a room through renders. */
export function Rooms({ name, who, connect = connectTo }: RoomsProps): ReactNode {
  const room = useMemo(() => connect(name), [connect, name])
  return <Chat key={name} room={room} who={who} />
}

interface RoomsProps {
  readonly name: string
  readonly who: string
  readonly connect?: (name: string) => Room
}
