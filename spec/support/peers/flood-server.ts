import { type AddressInfo } from 'node:net'

import { WebSocketServer } from 'ws'

/** A program: sends as many messages of 64 bytes as the client asks for, no faster than the client reads them. */
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })

/** Number of messages in one write. A write for each message would cost more than everything else here. */
const burst = 1_000

server.on('connection', (socket, { socket: tcp }) => {
  socket.on('message', (data) => {
    const count = Number((data as Buffer).toString())
    let sent = 0
    const send = (): void => {
      tcp.cork()
      for (let i = 0; i < burst && sent < count; i++) socket.send(String(sent++).padEnd(64, '.'))
      tcp.uncork()
      if (sent === count) return
      if (tcp.writableNeedDrain) tcp.once('drain', send)
      else setImmediate(send)
    }
    send()
  })
  socket.on('close', () => {
    server.close()
  })
})

server.on('listening', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
})
