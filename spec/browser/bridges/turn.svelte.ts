/** Something that a template follows. */
export function makeTurn(): { current: number } {
  let current = $state(0)
  return {
    get current() {
      return current
    },
    set current(next) {
      current = next
    },
  }
}
