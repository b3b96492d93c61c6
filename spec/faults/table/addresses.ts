import { EMPTY, NEVER, throwError } from 'rxjs'

import { opening as accepting, saying } from '../answers.ts'
import { type Fault, opening } from '../fault.ts'

/** Functions of the user that return the address, the headers and the greeting. */
export const addresses: ReadonlyArray<Fault> = [
  {
    title: 'the url function throws',
    url: () => () => {
      throw new Error('no address')
    },
    tells: opening('AddressFailed', 'retry'),
  },
  {
    title: 'the url function rejects',
    url: () => () => Promise.reject(new Error('no address')),
    tells: opening('AddressFailed', 'retry'),
  },
  {
    title: 'the url function returns an Observable that errors',
    url: () => () => throwError(() => new Error('no address')),
    tells: opening('AddressFailed', 'retry'),
  },
  {
    title: 'the url function hangs',
    url: () => () => new Promise<string>(() => undefined),
    options: { connectTimeout: 120 },
    tells: opening('ConnectTimedOut', 'retry'),
  },
  {
    title: 'the url function returns an Observable without a value',
    url: () => () => EMPTY,
    tells: opening('AddressFailed', 'retry'),
  },
  {
    title: 'the url function returns a relative url with secrets',
    url: (url) => () => url.slice(5),
    tells: opening('AddressFailed', 'retry'),
  },
  {
    title: 'the url function returns a url with secrets and a fragment',
    url: (url) => () => `${url}#here`,
    tells: opening('AddressFailed', 'retry'),
  },
  {
    title: 'the url function returns no url at all',
    url: () => () => Promise.resolve(undefined as unknown as string),
    tells: opening('AddressFailed', 'retry'),
  },
  {
    title: 'the headers function throws',
    peer: saying(),
    options: {
      headers: () => {
        throw new Error('no headers')
      },
    },
    tells: opening('AddressFailed', 'retry'),
  },
  {
    title: 'the headers function returns a header that cannot be sent',
    peer: saying(),
    options: { headers: () => ({ 'x-api-key': 's3cr3t\r\nX-Injected: yes' }) },
    tells: opening('AddressFailed', 'retry'),
  },
  {
    title: 'the headers function returns a header whose name is a secret',
    peer: saying(),
    options: { headers: () => ({ 's3cr3t ': 'x' }) },
    tells: opening('AddressFailed', 'retry'),
  },
  {
    title: 'the greeting throws',
    peer: saying(),
    options: {
      greet: () => {
        throw new Error('no greeting')
      },
    },
    tells: opening('GreetingFailed', 'retry'),
  },
  {
    title: 'the greeting waits for an answer that never comes',
    peer: saying(),
    options: { greet: () => NEVER, connectTimeout: 200 },
    tells: opening('ConnectTimedOut', 'retry'),
  },
  {
    title: 'the peer closes with 4401 during the greeting',
    peer: saying(Buffer.from([0x88, 2, 0x11, 0x31])),
    options: { greet: () => NEVER },
    tells: opening('ConnectionLost 4401', 'final'),
  },
  {
    title: 'the peer resets during the greeting',
    peer: accepting((tcp) => setTimeout(() => tcp.resetAndDestroy(), 30)),
    options: { greet: () => NEVER },
    tells: opening('ConnectionLost 1006', 'retry'),
  },
]
