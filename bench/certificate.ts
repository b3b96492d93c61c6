import { fileURLToPath } from 'node:url'

/** The key and the certificate of the server: self-signed, for 127.0.0.1, and for measurements alone. */
export const certificatePath: string = fileURLToPath(new URL('../../bench/localhost.pem', import.meta.url))
