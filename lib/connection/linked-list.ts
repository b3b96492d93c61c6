/** What stands in a chain. The chain alone changes these fields. */
export interface Link<Self> {
  previous: Self | undefined
  next: Self | undefined
}

/** A list in which the entries themselves are the links: everything is O(1), nothing is allocated. */
export class Chain<L extends Link<L>> {
  first: L | undefined
  last: L | undefined
  count = 0

  append(link: L): void {
    link.previous = this.last
    link.next = undefined
    if (this.last === undefined) this.first = link
    else this.last.next = link
    this.last = link
    this.count++
  }

  remove(link: L): void {
    if (link.previous === undefined) this.first = link.next
    else link.previous.next = link.next
    if (link.next === undefined) this.last = link.previous
    else link.next.previous = link.previous
    link.previous = link.next = undefined
    this.count--
  }
}
