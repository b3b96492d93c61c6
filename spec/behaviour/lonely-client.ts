import { clientStart$, clientStop$, defineConnection, receive$, send, start$ } from 'pulsewire'
import { map } from 'rxjs'

/** A program with one client: prints the resources that are left after the client has stopped, and must then exit. */
const [, , url = '', how = 'stop'] = process.argv
const before = process.getActiveResourcesInfo()
const chat = defineConnection({ url, name: 'chat' })

const report = (): void => {
  // Node releases the socket after the callback of its end has returned.
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
