import DefaultTheme from 'vitepress/theme-without-fonts'
import { type Component, defineComponent, h, onBeforeUnmount, onMounted, ref } from 'vue'

// After the default theme, whose variables it replaces.
import './style.css'
import '../playground/playground.css'

import { examples } from './examples.ts'

type Start = (root: HTMLElement) => Promise<() => void>

/** A component that begins in the browser, when it is shown: nothing of it runs while the pages are built. */
function inBrowser(name: string, attributes: object, start: Start): Component {
  return defineComponent({
    name,
    setup() {
      const root = ref<HTMLElement>()
      let end: Promise<() => void> | undefined
      onMounted(() => {
        if (root.value !== undefined) end = start(root.value)
      })
      onBeforeUnmount(() => {
        void end?.then((stop) => {
          stop()
        })
      })
      return () => h('div', { ref: root, ...attributes })
    },
  })
}

const Playground = inBrowser('Playground', { class: 'playground editable' }, async (root) =>
  (await import('./playground.ts')).startPlayground(root),
)

const LiveRun = inBrowser('LiveRun', { class: 'playground live-run' }, async (root) => {
  const { drawExample } = await import('./playground.ts')
  const [example] = examples
  return example === undefined ? () => undefined : drawExample(root, example)
})

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }: { readonly app: { component(name: string, component: Component): unknown } }) => {
    app.component('Playground', Playground)
    app.component('LiveRun', LiveRun)
  },
}
