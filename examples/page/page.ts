import { defineConnection, raw, state$ } from 'pulsewire'
import { fromEvent } from 'rxjs'

import { wishes } from './controls.ts'
import { Diagram } from './diagram.ts'
import { element } from './element.ts'
import { explore } from './explore.ts'
import { misbehave } from './misbehave.ts'
import { marbles, patience } from './pipeline.ts'
import { sharing } from './sharing.ts'
import { showSource } from './source.ts'
import { Status } from './status.ts'

// The subscriptions last as long as the page, so nothing is unsubscribed.
const live = defineConnection<string | Uint8Array, string | Uint8Array>({
  name: 'live',
  url: location.origin,
  codec: raw,
  ...patience,
  ...sharing(),
})
const picture = element('#diagram', HTMLElement)
const diagram = new Diagram(picture)
const status = new Status()

live.pipe(state$()).subscribe(status.show)
marbles(live, wishes()).subscribe(diagram.add)
misbehave().subscribe()

explore(picture, element('#inspected', HTMLElement), diagram)
const hold = element('#hold', HTMLButtonElement)
fromEvent(hold, 'click').subscribe(() => {
  hold.ariaPressed = hold.ariaPressed === 'true' ? 'false' : 'true'
  diagram.hold('button', hold.ariaPressed === 'true')
})

const response = await fetch('pipeline.ts')
showSource(element('#source code', HTMLElement), await response.text())
