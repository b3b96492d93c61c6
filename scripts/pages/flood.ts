/**
 * The page of `npm run lab -- panel`: receives a flood of messages, with and without a panel, and measures its own frames.
 * `?panel` shows the panel,
 * `?panel&hidden` puts it below the window, `?panel&bodies` shows messages; `?tracks` draws tracks.
 */
import { clientStart$, defineConnection, receive$ } from 'pulsewire'
import { devtoolsTracks } from 'pulsewire/panel'

const wanted = new URLSearchParams(location.search)
const feed = defineConnection({ name: 'feed', url: `${location.origin.replace('http', 'ws')}/feed`, heartbeat: false })

/** Milliseconds between the frames of the page, and the received messages. */
const measured = { intervals: [] as number[], received: 0 }
Object.assign(globalThis, { measured })

clientStart$(feed)
  .pipe(receive$())
  .subscribe({
    next: () => {
      measured.received++
    },
    error: console.error,
  })

// The page has something of its own to show, so that it has frames without a panel too.
const counter = document.createElement('p')
document.body.append(counter)
if (wanted.has('panel')) {
  const panel = document.createElement('pulsewire-panel')
  panel.connections = [feed]
  if (wanted.has('bodies')) panel.hide = false
  if (wanted.has('hidden')) panel.style.marginTop = '200vh'
  document.body.append(panel)
}

if (wanted.has('tracks')) {
  const tracks = devtoolsTracks([feed])
  Object.assign(globalThis, { endTracks: () => tracks.unsubscribe() })
}

let before = performance.now()
function frame(now: number): void {
  measured.intervals.push(now - before)
  before = now
  counter.textContent = String(measured.received)
  requestAnimationFrame(frame)
}
requestAnimationFrame(frame)
