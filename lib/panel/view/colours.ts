import type { ConnectionState } from '../../model/connection-state.ts'
import type { Lane } from '../timeline/mark.ts'

/** The colours that stand as text and lines on a tint of their own. */
type Tinted = 'out' | 'in' | 'error' | 'good' | 'wait' | 'soft'

/** A name of a colour. */
export type Colour = Tinted | `${Tinted}-tint` | 'ground' | 'sunk' | 'ink' | 'line' | 'edge' | 'accent' | 'beat'

/** Each colour in a light theme, in a dark one, and where the user forces colours (Windows high contrast). */
export const colours: Readonly<Record<Colour, readonly [light: string, dark: string, forced: string]>> = {
  ground: ['#fff', '#161b22', 'Canvas'],
  sunk: ['#f4f6f9', '#10141a', 'Canvas'],
  ink: ['#171b22', '#e6eaf0', 'CanvasText'],
  soft: ['#586272', '#9aa5b4', 'CanvasText'],
  'soft-tint': ['#dfe3e9', '#272e38', 'Canvas'],
  line: ['#dfe3e9', '#272e38', 'GrayText'],
  edge: ['#848e9c', '#606c7e', 'ButtonBorder'],
  accent: ['#1f5bd8', '#8ab1ff', 'Highlight'],
  out: ['#1f5bd8', '#8ab1ff', 'CanvasText'],
  'out-tint': ['#e6eeff', '#1a2947', 'Canvas'],
  in: ['#08715a', '#5fd9b3', 'CanvasText'],
  'in-tint': ['#dcf4ec', '#10342b', 'Canvas'],
  error: ['#b3261e', '#ff9d94', 'LinkText'],
  'error-tint': ['#fde9e6', '#43201d', 'Canvas'],
  beat: ['#7a3fb0', '#cfa4f5', 'CanvasText'],
  good: ['#157a4c', '#6cdc9f', 'CanvasText'],
  'good-tint': ['#d9f3e4', '#12382a', 'Canvas'],
  wait: ['#8a5a00', '#f2c266', 'CanvasText'],
  'wait-tint': ['#fdf0d3', '#372b12', 'Canvas'],
}

/** The colours of the canvas, resolved for the current theme. */
export type Palette = Readonly<Record<Colour, string>>

/** The colours of the rows. */
export const laneColours: Readonly<Record<Lane, Colour>> = {
  state: 'good',
  out: 'out',
  in: 'in',
  errors: 'error',
  heartbeat: 'beat',
  queue: 'wait',
}

/** The colours of the states. */
export const stateColours: Readonly<Record<ConnectionState['_tag'], Tinted>> = {
  Idle: 'soft',
  Connecting: 'out',
  Open: 'good',
  Waiting: 'wait',
  Closing: 'soft',
  Closed: 'soft',
  Failed: 'error',
}
