import { type AddressInfo } from 'node:net'

import { WebSocketServer } from 'ws'

/** A program of its own: sends as many messages of 64 bytes as it is asked for, without outrunning its reader. */
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })

server.on('connection', (socket) => {
  socket.on('message', (data) => {
    const count = Number((data as Buffer).toString())
    let sent = 0
    const send = (): void => {
      while (sent < count && socket.bufferedAmount < 1 << 20) socket.send(String(sent++).padEnd(64, '.'))
      if (sent < count) setImmediate(send)
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
