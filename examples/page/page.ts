import { defineConnection, raw, state$ } from 'pulsewire'
import { PulsewirePanel } from 'pulsewire/panel'

import { wishes } from './controls.ts'
import { element } from './element.ts'
import { misbehave } from './misbehave.ts'
import { act, patience } from './pipeline.ts'
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
const panel = element('#panel', PulsewirePanel)
panel.hide = false // The page sends no secrets.
panel.connections = [live]

const status = new Status()
live.pipe(state$()).subscribe(status.show)
act(live, wishes()).subscribe()
misbehave().subscribe()

const response = await fetch('pipeline.ts')
showSource(element('#source code', HTMLElement), await response.text())
