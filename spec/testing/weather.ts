import type { Faults } from 'pulsewire/testing'

/** No fault at all. */
export const calm: Faults = {
  seed: 1,
  latency: 0,
  refusals: 0,
  cuts: 0,
  lostWrites: 0,
  halfOpen: 0,
  slowReading: 0,
}
