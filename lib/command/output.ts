import { styleText } from 'node:util'

export type Style = Parameters<typeof styleText>[0]

/** Colours a text, or leaves it as it is. */
export type Colour = (text: string, style: Style) => string

/** Whether a stream takes colours (https://no-color.org). */
export function colourFor(stream: { readonly isTTY?: boolean }): Colour {
  const isColoured = stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === ''
  return isColoured ? (text, style) => styleText(style, text, { validateStream: false }) : (text) => text
}

/** Shows a message as one text: bytes as hexadecimal digits. */
export function shown(data: string | Uint8Array): string {
  return typeof data === 'string'
    ? data
    : `<${Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join(' ')}>`
}

/** A string that is a key, another string, or a number, boolean or null. */
const token = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\b(?:true|false|null)\b/g

/** Formats a message that is JSON over several lines, with colours; any other message stays as it is. */
export function prettyJson(text: string, colour: Colour): string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return text
  }
  return JSON.stringify(value, null, 2).replace(
    token,
    (found, string: string | undefined, colon: string | undefined) => {
      if (string === undefined) return colour(found, 'yellow')
      return colon === undefined ? colour(string, 'green') : colour(string, 'cyan') + colon
    },
  )
}
