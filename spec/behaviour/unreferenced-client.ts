import { clientStart$, clientStop$, defineConnection, start$ } from 'pulsewire'
import { filter } from 'rxjs'

/** A program whose connection alone must not keep it alive. Prints the states that it reaches. */
const [, , url = '', until = 'Open'] = process.argv
const chat = defineConnection({
  url,
  name: 'chat',
  unref: true,
  connectTimeout: 500,
  closeTimeout: 500,
  linger: 60_000,
  heartbeat: { interval: 60_000, timeout: 60_000 },
  retry: { initialDelay: 60_000, maxDelay: 60_000, jitter: 'none' },
})
// Keeps the process alive until the state is reached that must not do so.
const holding = setTimeout(() => process.exit(1), 20_000)
chat.pipe(filter(({ _tag }) => _tag !== 'Fault')).subscribe(({ _tag }) => {
  process.stdout.write(`${_tag} `)
  if (_tag === until) clearTimeout(holding)
})
const lease = clientStart$(chat).subscribe()
if (until === 'Closed') chat.pipe(start$()).subscribe(() => clientStop$(chat).subscribe())
// `linger` begins.
else if (until === 'Open') chat.pipe(start$()).subscribe(() => lease.unsubscribe())
