import { connections, memory } from './connections.ts'
import type { Curve } from './curve.ts'
import { requests, topicsCurve } from './patterns.ts'
import { queue } from './queue.ts'
import { starts } from './starts.ts'
import { leases, subscribers } from './subscribers.ts'

export const curves: ReadonlyArray<Curve> = [
  subscribers,
  leases,
  topicsCurve,
  requests,
  queue,
  starts,
  connections,
  memory,
]
