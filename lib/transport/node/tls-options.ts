import { createSecureContext } from 'node:tls'

import { discardPromise, isPromise } from '../../model/mistakes/discard-promise.ts'

type TlsOptions = Readonly<Record<string, unknown>>
type Callback = (...given: unknown[]) => unknown

/** An option of Node's that can never be used. Its message quotes no value: that may be a secret. */
export class UnusableOption extends TypeError {}

/**
 * The options of `node:tls` for a dial. Node reports a wrong one as an error of the handshake, as if the next dial could succeed;
 * at some it throws with a socket left behind, whose errors nobody handles.
 *
 * @throws `UnusableOption`, or an error of `node:tls`, if an option can never be used
 */
export function clientTlsOptions(tls: TlsOptions): TlsOptions {
  const { servername, ALPNProtocols, checkServerIdentity, secureContext } = tls
  if (servername !== undefined && typeof servername !== 'string')
    throw new UnusableOption('tls.servername is no string')
  if (ALPNProtocols !== undefined && !isProtocols(ALPNProtocols))
    throw new UnusableOption('tls.ALPNProtocols is neither a list of strings nor bytes')
  if (checkServerIdentity !== undefined && typeof checkServerIdentity !== 'function')
    throw new UnusableOption('tls.checkServerIdentity is no function')
  return guardTlsCallbacks({ ...tls, secureContext: secureContext ?? createSecureContext(tls) })
}

const isProtocols = (value: unknown): boolean =>
  ArrayBuffer.isView(value) ||
  (Array.isArray(value) && value.every((one) => typeof one === 'string' || ArrayBuffer.isView(one)))

/**
 * Guards the functions that `node:tls` calls with nothing to catch their errors (guarantee 10): such an error would end the
 * process, and one of `checkServerIdentity` would leave a connection to an unverified peer. A function that fails fails its
 * handshake.
 */
export function guardTlsCallbacks(tls: TlsOptions): TlsOptions {
  const guarded = Object.entries(guards).flatMap(([name, guard]) =>
    typeof tls[name] === 'function' ? [[name, guard(tls[name] as Callback)] as const] : [],
  )
  return guarded.length === 0 ? tls : { ...tls, ...Object.fromEntries(guarded) }
}

const guards: Readonly<Record<string, (callback: Callback) => Callback>> = {
  /** Returns the reason why the peer is not accepted. */
  checkServerIdentity: (callback) => answering(callback, asError),
  /** `null` ends the handshake. */
  pskCallback: (callback) => answering(callback, () => null),
  /** `undefined` ends the handshake. */
  ALPNCallback: (callback) => answering(callback, () => undefined),
  SNICallback: (callback) => (name, done) => {
    const fail = (error: unknown): void => {
      ;(done as Callback)(asError(error))
    }
    try {
      const answer = callback(name, done)
      if (isPromise(answer)) Promise.resolve(answer).catch(fail)
    } catch (error) {
      fail(error)
    }
  },
}

/** A function whose answer counts at once. One that throws, or is `async`, has the answer of a failure. */
function answering(callback: Callback, failed: (error: unknown) => unknown): Callback {
  return (...given) => {
    try {
      const answer = callback(...given)
      if (!isPromise(answer)) return answer
      discardPromise(answer)
      return failed(new TypeError('a function of the tls options returned a Promise. It must return its answer itself'))
    } catch (error) {
      return failed(error)
    }
  }
}

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error('a function of the tls options failed (see cause)', { cause: error })
