import 'pulsewire/panel'

import { clientStart$, type Connection, defineConnection, send } from 'pulsewire'
import type { PulsewirePanel } from 'pulsewire/panel'
import { firstValueFrom, of, type Subscription } from 'rxjs'

import { echoes } from '../support/peers/peer-script.ts'
import { opens } from '../transport/harness.ts'
import { type LoggedPeer, startPeer } from './peers.ts'

const peers: LoggedPeer[] = []
const leases: Subscription[] = []
const panels: PulsewirePanel[] = []

/** Removes all panels, and ends connections and peers. */
export async function end(): Promise<void> {
  for (const panel of panels.splice(0)) panel.remove()
  for (const lease of leases.splice(0)) lease.unsubscribe()
  await Promise.all(peers.splice(0).map((peer) => peer.stop()))
}

/** A started connection to a peer that echoes. */
export async function start(name: string): Promise<Connection<string, string>> {
  const peer = await startPeer([opens, echoes])
  peers.push(peer)
  const connection = defineConnection({ name, url: peer.url, retry: false })
  leases.push(clientStart$(connection).subscribe())
  return connection
}

/** Puts a panel into the page until the end of the test. */
export function show(panel: PulsewirePanel): PulsewirePanel {
  panels.push(panel)
  document.body.append(panel)
  return panel
}

/** Shows a panel of connections. */
export function draw(connections: ReadonlyArray<Connection<string, string>>, hide = false): PulsewirePanel {
  return show(Object.assign(document.createElement('pulsewire-panel'), { connections, hide }))
}

export const inside = (panel: PulsewirePanel, selector: string): HTMLElement =>
  panel.shadowRoot!.querySelector<HTMLElement>(selector)!

export function press(panel: PulsewirePanel, key: string): void {
  inside(panel, 'canvas').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
}

/** The text of the selected event, without its time. */
export function details(panel: PulsewirePanel): string {
  const parts = [...inside(panel, '.details').children].slice(1).map(({ textContent }) => textContent.trim())
  return parts.filter((part) => part !== '').join(' ')
}

/** Walks from the newest event to the oldest, and reads each one. */
export function read(panel: PulsewirePanel): string[] {
  press(panel, 'Escape')
  const events: string[] = []
  for (let before = ''; ;) {
    press(panel, ',')
    const text = inside(panel, '.details').textContent
    if (text === before) return events.reverse()
    events.push(details(panel))
    before = text
  }
}

export const frame = (): Promise<unknown> => new Promise(requestAnimationFrame)

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await frame()
}

/** Sends a text, and waits until its echo is drawn. */
export async function exchange(
  panel: PulsewirePanel,
  connection: Connection<string, string>,
  text: string,
): Promise<void> {
  await firstValueFrom(of(text).pipe(send(connection)))
  await until(() => read(panel).some((event) => event.includes(` in text`) && event.includes(text)))
}

/** Draws a message and its echo in the light theme. Some milliseconds fill the picture, which is held. */
export async function drawExchange(): Promise<PulsewirePanel> {
  const chat = await start('chat')
  const panel = draw([chat])
  panel.setAttribute('theme', 'light')
  await exchange(panel, chat, 'hello')
  press(panel, 'Escape')
  for (let times = 0; times < 8; times++) press(panel, '+')
  press(panel, ' ')
  return panel
}

/** The colours that the canvas has two frames later, as `red green blue`, and their numbers of pixels. */
export async function drawn(panel: PulsewirePanel): Promise<ReadonlyMap<string, number>> {
  await frame()
  await frame()
  return pixels(panel)
}

/** The colours that the canvas has now. */
export function pixels(panel: PulsewirePanel): ReadonlyMap<string, number> {
  const canvas = inside(panel, 'canvas') as HTMLCanvasElement
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
  const found = new Map<string, number>()
  for (let at = 0; at < data.length; at += 4) {
    const colour = `${data[at]} ${data[at + 1]} ${data[at + 2]}`
    found.set(colour, (found.get(colour) ?? 0) + 1)
  }
  return found
}
