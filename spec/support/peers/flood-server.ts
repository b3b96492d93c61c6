import { type AddressInfo } from 'node:net'

import { WebSocketServer } from 'ws'

/** A program of its own: sends as many messages of 64 bytes as it is asked for, without outrunning its reader. */
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })

/** Messages that leave in one write: a write for each would cost more than all the rest. */
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
