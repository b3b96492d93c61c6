import { PulsewirePanel } from './panel.ts'

export type { KeepContent } from '../inspect/recording/to-recorded.ts'
export { devtoolsTracks, type TracksOptions } from './devtools-tracks.ts'
export type { AnyConnection } from './watched.ts'
export { PulsewirePanel }

// Another copy of this module may have defined it.
if (typeof customElements !== 'undefined' && customElements.get('pulsewire-panel') === undefined) {
  customElements.define('pulsewire-panel', PulsewirePanel)
}
