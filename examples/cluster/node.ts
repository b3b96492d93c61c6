/**
 * One server of a cluster whose clients resume on any of its members: sessions in NATS JetStream. It is run by
 * `npm run lab -- cluster`, which kills it.
 *
 * NATS_URL: the address of NATS. PUSHES: the number of messages that each session gets. Prints the port that it listens on.
 */
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { clientStart$, stop$, text } from 'pulsewire'
import { accept$ } from 'pulsewire/server'
import { deliver, sessions } from 'pulsewire/session'
import { jetStreamStore } from 'pulsewire/session/jetstream'
import { catchError, EMPTY, ignoreElements, map, merge, mergeMap, switchMap, take, takeUntil, timer } from 'rxjs'

const pushes = Number(process.env['PUSHES'] ?? 600)

const nats = await connect({ servers: process.env['NATS_URL'] ?? 'nats://127.0.0.1:4222' })
const store = jetStreamStore({ client: jetstream(nats), manager: await jetstreamManager(nats) }, { name: 'cluster' })
const orders = sessions({ codec: text, store })

accept$({ port: 0, host: '127.0.0.1', onListening: ({ port }) => console.log(`port ${port}`), ...orders.options })
  .pipe(
    mergeMap((peer) =>
      merge(
        // The lease. The end of one peer is not the end of all.
        clientStart$(peer).pipe(
          ignoreElements(),
          catchError(() => EMPTY),
        ),
        // The store keeps each message before it is acknowledged, so that its effect can follow the stream.
        orders.receive$(peer).pipe(ignoreElements()),
        // Goes on with the first message that the session has not accepted, here or at another server. The source ends with its
        // socket, and not the `deliver`: what it has accepted goes on over later sockets.
        orders.start$(peer).pipe(
          switchMap(({ sent }) =>
            timer(0, 2).pipe(
              map((index) => String(sent + index + 1)),
              take(Math.max(0, pushes - sent)),
              // eslint-disable-next-line rxjs-x/no-unsafe-takeuntil -- `deliver` goes on after its source has ended
              takeUntil(peer.pipe(stop$())),
              deliver(orders, peer),
            ),
          ),
          ignoreElements(),
        ),
      ),
    ),
  )
  .subscribe({ error: (error: Error) => console.error(error.message) })
