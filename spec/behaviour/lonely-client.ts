import { clientStart$, clientStop$, defineConnection, receive$, send, start$ } from 'pulsewire'
import { map } from 'rxjs'

/** A program with nothing but a client: prints what is left when the client has stopped, and is to end by itself. */
const [, , url = '', how = 'stop'] = process.argv
const before = process.getActiveResourcesInfo()
const chat = defineConnection({ url, name: 'chat' })

const report = (): void => {
  // The turn in which a socket goes is not over when its end is told.
  setImmediate(() => {
    const left = process.getActiveResourcesInfo()
    for (const resource of before) left.splice(left.indexOf(resource), 1)
    process.stdout.write(`left: ${JSON.stringify(left.filter((resource) => resource !== 'Immediate'))}\n`)
  })
}

chat
  .pipe(
    start$(),
    map(() => 'hello'),
    send(chat),
  )
  .subscribe()
const lease = clientStart$(chat).subscribe()
chat.pipe(receive$()).subscribe(() => {
  if (how === 'release') lease.unsubscribe()
  else clientStop$(chat).subscribe({ complete: report })
})
