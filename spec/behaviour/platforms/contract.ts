import { expect } from 'chai'
import { lastValueFrom, toArray } from 'rxjs'

import { freshId, peerUrl } from '../../support/peers/peer-script.ts'
import { cases } from './cases.ts'

/**
 * Runs every case against a peer server.
 *
 * @param isBrowser - whether the platform hides what browsers hide
 */
export function sameEvents(platform: string, origin: () => string, isBrowser: boolean): void {
  describe(`guarantee 15: ${platform} emits the events of the shared table`, () => {
    for (const { title, scripts, run, events, hidden } of cases) {
      const isHidden = isBrowser && hidden !== undefined
      it(isHidden ? `${title}: here ${hidden.what}` : title, async () => {
        const told = await lastValueFrom(run(peerUrl(origin(), freshId(), scripts)).pipe(toArray()), {
          defaultValue: [],
        })
        expect(told).to.deep.equal(isHidden ? hidden.events : events)
      })
    }
  })
}
