/**
 * How many bytes a text takes as UTF-8, counted without encoding it. A lone surrogate counts 3: it is written as U+FFFD.
 */
export function utf8Length(text: string): number {
  let length = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    length += unit < 0x800 ? 1 : 2
    // The two units of a surrogate pair take four bytes together, which are counted by now.
    if ((unit & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) i++
  }
  return length
}
