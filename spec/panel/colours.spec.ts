import { expect } from 'chai'

import { type Colour, colours, laneColours, stateColours } from '../../lib/panel/view/colours.ts'

/** The relative luminance of a colour such as `#fff` or `#161b22` (WCAG 2.2). */
function luminance(colour: string): number {
  const digits = colour.length === 4 ? colour.replace(/[^#]/g, '$&$&') : colour
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(digits.slice(at, at + 2), 16) / 255
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

describe('the colours of a panel', () => {
  const texts: ReadonlyArray<readonly [text: Colour, ground: Colour]> = [
    ...[...new Set([...Object.values(laneColours), ...Object.values(stateColours)])].flatMap((colour) =>
      (['ground', 'sunk'] as const).map((ground) => [colour, ground] as const),
    ),
    ...(['ink', 'soft', 'accent'] as const).flatMap((colour) =>
      (['ground', 'sunk'] as const).map((ground) => [colour, ground] as const),
    ),
    ...(['out', 'in', 'error', 'good', 'wait', 'soft'] as const).map((colour) => [colour, `${colour}-tint`] as const),
  ]

  for (const [theme, index] of [
    ['light', 0],
    ['dark', 1],
  ] as const) {
    it(`differ enough to read every text in the ${theme} theme`, () => {
      for (const [text, ground] of texts) {
        expect(contrast(colours[text][index], colours[ground][index]), `${text} on ${ground}`).to.be.at.least(4.5)
      }
      expect(contrast(colours.ground[index], colours.accent[index]), 'the pressed button').to.be.at.least(4.5)
    })

    it(`show the frames of the controls in the ${theme} theme`, () => {
      for (const ground of ['ground', 'sunk'] as const) {
        expect(contrast(colours.edge[index], colours[ground][index])).to.be.at.least(3)
      }
    })
  }
})
