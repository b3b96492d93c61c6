import { expect } from 'chai'

import { decodeControl, portSize } from '../../../../lib/transport/browser/message-port/frames.ts'
import { PortLine, portWindow } from '../../../../lib/transport/browser/message-port/port-line.ts'
import { PortSocket } from '../../../../lib/transport/browser/message-port/port-socket.ts'
import { fakeChannel, type FakePort } from '../../../support/peers/fake-channel.ts'
import { dial, type Dialed, requestFor } from '../../harness.ts'

interface Opened extends Dialed {
  readonly socket: PortSocket
  /** The other end of the channel. */
  readonly peer: FakePort
  /** Lets frames of the other end come. */
  readonly gets: (...frames: unknown[]) => void
}

function open(): Opened {
  const [port, peer] = fakeChannel()
  const line = new PortLine(port)
  const sockets: PortSocket[] = []
  const dialed = dial({
    transport: (_, listener) => {
      const socket = new PortSocket(line, listener, 1 << 24)
      sockets.push(socket)
      return socket
    },
    request: requestFor('port:peer'),
  })
  line.start()
  const gets = (...frames: unknown[]): void => {
    for (const data of frames) port.onmessage?.({ data })
  }
  return { ...dialed, socket: sockets[0]!, peer, gets }
}

const ignore = (): void => undefined

describe('a socket of a port', () => {
  it('P3: counts a message with the memory that it takes, whatever part of it is shown', () => {
    const part = new Uint8Array(new ArrayBuffer(portWindow), 7, 1)
    expect(portSize(part)).to.be.greaterThan(portWindow)
    const { socket, gets, ends } = open()
    socket.pause()
    gets(part)
    expect(ends).to.have.lengthOf(0)
    gets('one more')
    expect(ends).to.deep.equal([{ _tag: 'Violated', code: 1002 }])
  })

  it('copies bytes whose memory the other end shares', () => {
    const { gets, messages, socket } = open()
    gets(new Uint8Array(new SharedArrayBuffer(3)))
    expect((messages[0] as Uint8Array).buffer).to.be.instanceOf(ArrayBuffer)
    socket.terminate()
  })

  it('P4: takes no more credit than for what it has sent', () => {
    const { socket, gets, peer } = open()
    socket.send('first', false, ignore)
    gets(['credit', 1e300])
    expect(socket.bufferedAmount).to.equal(0)
    for (let n = 0; n < 5; n++) socket.send('x'.repeat(100_000), false, ignore)
    expect(peer.unread).to.have.lengthOf(1 + 3)
    gets(['credit', -1])
    expect(socket.bufferedAmount).to.equal(5 * 100_064)
  })

  it('says its farewell once: a terminate after a close drops the connection', () => {
    const { socket, peer } = open()
    socket.farewell = { code: 1013, reason: '' }
    socket.close(1000, 'done')
    socket.terminate()
    expect(peer.unread).to.deep.equal([['close', 1000, 'done'], ['gone']])
  })

  it('ends with the error of a port that throws, and answers nothing more', () => {
    let answers = 0
    const cause = new Error('DataCloneError')
    const [broken] = fakeChannel()
    broken.postMessage = () => {
      throw cause
    }
    const line = new PortLine(broken)
    const dialed = dial({
      transport: (_, listener) => new PortSocket(line, listener, 1 << 24),
      request: requestFor('port:peer'),
    })
    dialed.socket.send('text', false, () => answers++)
    expect(dialed.ends).to.deep.equal([{ _tag: 'Closed', code: 1006, reason: '', wasClean: false, cause }])
    expect(answers).to.equal(0)
  })

  it('P4: takes a frame with a field too many for malformed', () => {
    const malformed = [
      ['ping', 1],
      ['gone', new Uint8Array(9)],
      ['credit', 1, 2],
      ['credit', '1'],
      ['close', 1000],
    ]
    expect(malformed.map(decodeControl)).to.deep.equal(malformed.map(() => undefined))
    expect(decodeControl(['close', 1000, ''])).to.deep.equal(['close', 1000, ''])
  })
})
