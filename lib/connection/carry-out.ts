import type { Command } from '../machine/command.ts'
import type { Core } from './core.ts'
import { Dial } from './dialing/dial.ts'

/** Carries out one command of the machine, within the current turn. */
export function carryOut<In, Out>(core: Core<In, Out>, command: Command): void {
  switch (command._tag) {
    case 'ResolveAddress':
      core.dial = new Dial(core, command.epoch)
      core.dial.resolve(command.attempt)
      return
    case 'DialSocket':
      core.dial?.connect()
      return
    case 'GreetPeer':
      core.dial?.greet()
      return
    case 'CloseSocket':
      // 1005 stands for a close frame without a status and is never sent (RFC 6455, section 7.4.1).
      if (command.code === 1005) core.dial?.socket?.close()
      else core.dial?.socket?.close(command.code, command.reason)
      return
    case 'AbandonDial': {
      const { dial } = core
      core.dial = undefined
      dial?.abandon()
      return
    }
    case 'PingPeer':
      core.dial?.heartbeat.ping()
      return
    case 'SetTimer':
      core.timer.set(command.timer, command.delay)
      return
    case 'ClearTimer':
      core.timer.clear()
      return
    case 'AwaitInput':
      core.timer.awaitInput(command.timer)
      return
    case 'PublishState':
      core.publish(command.state)
      return
    case 'PublishFault':
      core.publishFault(command.error)
      return
    case 'FlushOutbox':
      // Without back-pressure no consumer can have stopped the reading, but the greeting may have.
      if (core.backPressure === undefined) core.dial?.socket?.resume?.()
      else core.backPressure.apply()
      if (core.state._tag === 'Open') flushAfterTurn(core, core.state.epoch)
      else core.usedOutbox?.writer.flush()
      return
    case 'AwaitFlush':
      core.outbox.writer.reportFlushed()
      return
    case 'SettleWritten':
      core.usedOutbox?.writer.settleWritten(command.cause)
      return
    case 'SettleQueued':
      core.usedOutbox?.writer.settleQueued(command.cause)
  }
}

/**
 * Flushes the queue once all turns that wait have ended: messages that subscribers send on seeing `Open` wait for such a
 * turn if another, as of a fault or a lease, was posted before. They all precede the queue.
 */
function flushAfterTurn<In, Out>(core: Core<In, Out>, epoch: number): void {
  if (core.state._tag !== 'Open' || core.state.epoch !== epoch) return
  if (core.isPending) {
    core.post(() => {
      flushAfterTurn(core, epoch)
    })
    return
  }
  core.flushedEpoch = epoch
  core.usedOutbox?.writer.flush()
}
