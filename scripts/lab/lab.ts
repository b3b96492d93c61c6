/** `npm run lab -- NAME`: the experiments that take too long for `npm test`. */
const experiments = [
  'accepted',
  'autobahn',
  'cluster',
  'compare',
  'growth',
  'herd',
  'mutate',
  'panel',
  'patterns',
  'session',
  'soak',
] as const

const [name] = process.argv.splice(2, 1)
if (experiments.some((known) => known === name)) await import(`./${name}.ts`)
else {
  console.error(`usage: npm run lab -- NAME, where NAME is one of: ${experiments.join(', ')}`)
  process.exitCode = 2
}
