/** An entry of a linked list. Only the list changes these fields. */
export interface ListNode<Self> {
  previous: Self | undefined
  next: Self | undefined
}

/** A list in which the entries themselves are the links: everything is O(1), nothing is allocated. */
export class LinkedList<L extends ListNode<L>> {
  first: L | undefined
  last: L | undefined
  count = 0

  append(node: L): void {
    node.previous = this.last
    node.next = undefined
    if (this.last === undefined) this.first = node
    else this.last.next = node
    this.last = node
    this.count++
  }

  remove(node: L): void {
    if (node.previous === undefined) this.first = node.next
    else node.previous.next = node.next
    if (node.next === undefined) this.last = node.previous
    else node.next.previous = node.previous
    node.previous = node.next = undefined
    this.count--
  }
}
