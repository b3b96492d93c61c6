/** Most milliseconds that one tick counts. In a longer tick the machine ran something else. */
const longest = 20

let spent = 0
let before = performance.now()

setInterval(() => {
  const now = performance.now()
  spent += Math.min(longest, now - before)
  before = now
}, 10).unref()

/** The milliseconds in which this process could run. */
export function spentTime(): number {
  return spent
}
