// Specs observe connections that are never started: the warnings of development are for people (decision 17).
process.env['NODE_ENV'] ??= 'test'
