/** How much a tick may count, ms: what is longer is the machine's doing, which was busy with something else. */
const longest = 20

let spent = 0
let before = performance.now()

setInterval(() => {
  const now = performance.now()
  spent += Math.min(longest, now - before)
  before = now
}, 10).unref()

/** The time in ms that this process had, without that in which it did not get its turn. */
export function spentTime(): number {
  return spent
}
