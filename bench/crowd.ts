/** Opens idle connections, and answers when all are open: `node crowd.js URL COUNT`. It reads nothing but the handshakes. */
import { connect, type Socket } from 'node:net'

const [, , url = '', count = ''] = process.argv
const { hostname, port } = new URL(url)
const lines = ['GET / HTTP/1.1', `Host: ${hostname}`, 'Connection: Upgrade', 'Upgrade: websocket']
const handshake = [...lines, 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==', '', ''].join(
  '\r\n',
)

/** The number of concurrent handshakes. */
const abreast = 100
const sockets: Socket[] = []

async function next(): Promise<void> {
  while (sockets.length < Number(count)) {
    const socket = connect(Number(port), hostname)
    sockets.push(socket)
    socket.write(handshake)
    await new Promise((resolve, reject) => socket.once('data', resolve).once('error', reject))
  }
}

await Promise.all(Array.from({ length: abreast }, next))
process.send?.('open')
