/** Templates of applications, as they are published: the package is added as a user adds it. */
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'

import { build as vite } from 'vite'

import { root } from '../../entry-points.ts'
import { execute } from '../execute.ts'
import { type Row, rowFolder } from '../row.ts'
import type { Site } from '../site.ts'
import { visit } from '../visit.ts'

/** The packages of the template. The others come from the tools. */
const own = ['react', 'react-dom', 'vite', '@types/react', '@types/react-dom', '@types/node']

/** An application's own connection. */
const chat = `import { clientStart$, defineConnection } from 'pulsewire'

export const chat = defineConnection({ name: 'chat', url: \`ws://\${location.host}/\` })
clientStart$(chat).subscribe({ error: console.error })
`

/** The two lines of \`docs/panel.md\`. */
const panel = `import 'pulsewire/panel'
document.body.append(Object.assign(document.createElement('pulsewire-panel'), { connections: [chat] }))
`

function install(site: Site, folder: string): void {
  const link = (name: string, from: string): void => {
    mkdirSync(`${folder}node_modules/${name}`.replace(/\/[^/]+$/, ''), { recursive: true })
    symlinkSync(`${from}node_modules/${name}`, `${folder}node_modules/${name}`)
  }
  for (const name of own) link(name, root)
  link('@vitejs/plugin-react', site.tools)
}

/** The header of the panel, once it shows that the connection is open. It is drawn while it can be seen. */
const shown = `(() => {
  const panel = document.querySelector('pulsewire-panel')
  panel?.scrollIntoView()
  const text = panel?.shadowRoot.querySelector('.head')?.textContent ?? ''
  return document.querySelector('#root').childElementCount > 0 && text.includes('Open') ? text : undefined
})()`

export const templates: readonly Row[] = [
  {
    name: 'vite react template',
    tool: 'create-vite',
    run: async (site) => {
      const folder = rowFolder(site, 'vite react template', {})
      cpSync(`${site.tools}node_modules/create-vite/template-react-ts`, folder, { recursive: true })
      install(site, folder)
      const main = readFileSync(`${folder}src/main.tsx`, 'utf8')
      writeFileSync(`${folder}src/chat.ts`, chat)
      writeFileSync(`${folder}src/main.tsx`, `import { chat } from './chat.ts'\n${panel}${main}`)
      await execute('node', [`${root}node_modules/typescript/bin/tsc`, '-p', 'tsconfig.app.json'], { cwd: folder })
      // Its own settings; the paths are relative, since the page is served from a folder.
      await vite({ root: folder, base: './', logLevel: 'silent' })
      if (!existsSync(`${folder}dist/index.html`)) throw new Error('vite built no page')
      const text = await visit(site, `${folder.slice(site.folder.length)}dist/index.html`, shown)
      if (!text.startsWith('chat')) throw new Error(`the panel shows ${text}`)
    },
  },
]
