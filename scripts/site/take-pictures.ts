/** `npm run docs:pictures`: takes the pictures of README.md and docs/ from the running programs. With names, only these: `terminal`. */
import { mkdirSync, writeFileSync } from 'node:fs'

import { launchChromium } from '../../spec/browser/chromium.ts'
import { root } from '../verify/entry-points.ts'
import { installSite } from './install.ts'
import { hashOf } from './pictures/outdated.ts'
import { pictures } from './pictures/pictures.ts'
import { stamp } from './pictures/png.ts'

/** Fonts of the packages of docs/: the pictures look the same on every machine with fontconfig. */
function useFonts(): void {
  const file = `${root}temp/fonts.conf`
  mkdirSync(`${root}temp`, { recursive: true })
  const rejected = ['*Serif*', '*Condensed*', '*ExtraLight*', '*MathTeX*'].map((name) => `<glob>${name}</glob>`)
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${root}docs/node_modules/dejavu-fonts-ttf/ttf</dir><cachedir>${root}temp/fonts</cachedir><selectfont><rejectfont>${rejected.join('')}</rejectfont></selectfont></fontconfig>\n`,
  )
  process.env['FONTCONFIG_FILE'] = file
}

await installSite()
useFonts()
const names = process.argv.slice(2)
const browser = await launchChromium()
try {
  for (const picture of pictures) {
    if (names.length > 0 && !names.some((name) => picture.file.includes(name))) continue
    writeFileSync(root + picture.file, stamp(await picture.take(browser), hashOf(root, picture)))
    console.log(`${picture.file} taken`)
  }
} finally {
  await browser.close()
}
