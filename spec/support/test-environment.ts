import { config } from 'chai'

// Specs observe connections that are never started: the warnings of development are for people (decision 17).
process.env['NODE_ENV'] ??= 'test'

// The proxy of chai finds misspelt assertions. The compiler finds them too, and the proxy takes most of the time of `expect`.
config.useProxy = false
