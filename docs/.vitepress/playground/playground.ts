import { fromHash, toHash } from './address.ts'
import { draw, listEvents } from './draw.ts'
import { Editor } from './editor.ts'
import type { Example } from './examples.ts'
import type { Outcome, Problem, Report } from './report.ts'
import { Runner } from './runner.ts'

/** Milliseconds between the last key and the run. */
const pause = 150

const copyLink = 'Copy a link to this test'

/** The playground needs them from the site. */
export interface Surroundings {
  readonly examples: ReadonlyArray<Example>
  readonly makeWorker: () => Worker
}

/** Shows the playground in an element. Returns a function that ends it. */
export function mountPlayground(root: HTMLElement, { examples, makeWorker }: Surroundings): () => void {
  const [editing, result] = [section('editor'), section('result')]
  const choice = document.createElement('select')
  const link = button(copyLink)
  let timer = 0

  const runner = new Runner(makeWorker, (report) => {
    show(result, report)
    editor.faulty = problemOf(report)?.line
  })
  const editor = new Editor(editing, () => {
    choice.value = ''
    clearTimeout(timer)
    timer = window.setTimeout(() => {
      runner.run(editor.text)
      void keep()
    }, pause)
  })

  /** Keeps the text in the address, so that a reload and a link have it. */
  const keep = async (): Promise<void> => {
    const named = examples.find(({ text }) => text === editor.text)
    const hash = named === undefined ? await toHash(editor.text) : `#example=${named.name}`
    history.replaceState(history.state, '', hash ?? location.pathname)
    link.disabled = hash === undefined
    link.title = hash === undefined ? 'The test is too long for an address.' : ''
  }
  const set = (text: string): void => {
    editor.text = text
    choice.value = examples.find((each) => each.text === text)?.name ?? ''
    runner.run(text)
    void keep()
  }
  const restore = async (): Promise<void> => {
    const [, name] = /^#example=([\w-]+)$/.exec(location.hash) ?? []
    const example = examples.find((each) => each.name === name) ?? examples[0]
    set((await fromHash(location.hash)) ?? example?.text ?? '')
  }

  choice.ariaLabel = 'Example'
  choice.append(option('', 'Your own test'), ...examples.map(({ name, title }) => option(name, title)))
  choice.addEventListener('change', () => {
    const example = examples.find(({ name }) => name === choice.value)
    if (example !== undefined) set(example.text)
  })
  link.addEventListener('click', () => {
    const say = (words: string) => (): void => {
      link.textContent = words
      setTimeout(() => (link.textContent = copyLink), 2_500)
    }
    navigator.clipboard.writeText(location.href).then(say('Copied'), say('Copy the address of this page'))
  })
  const restored = (): void => {
    void restore()
  }
  window.addEventListener('hashchange', restored)
  result.setAttribute('aria-live', 'polite')
  readMarks(result)

  const tools = document.createElement('div')
  tools.className = 'tools'
  tools.append(choice, link)
  root.append(tools, editing, result)
  restored()
  return () => {
    window.removeEventListener('hashchange', restored)
    clearTimeout(timer)
    runner.stop()
    root.replaceChildren()
  }
}

/** The problem to show at its line: that of the text, or of its first test that failed. */
function problemOf(report: Report): Problem | undefined {
  if (report._tag === 'Broken') return report.problem
  return report.outcomes.find(({ problem }) => problem !== undefined)?.problem
}

/** Shows a report. While a text is broken, the former drawing stays, and is faint. */
function show(result: HTMLElement, report: Report): void {
  result.querySelector(':scope > .problem')?.remove()
  result.classList.toggle('stale', report._tag === 'Broken')
  if (report._tag === 'Broken') {
    result.prepend(problemBox(report.problem))
    return
  }
  const parts = report.outcomes.map(outcomeBox)
  if (report.lines.length > 0) {
    const lines = document.createElement('pre')
    lines.className = 'console'
    lines.textContent = report.lines.join('\n')
    parts.push(lines)
  }
  result.replaceChildren(...parts)
}

function outcomeBox({ title, problem, tracks, isCut }: Outcome): HTMLElement {
  const box = document.createElement('article')
  const heading = document.createElement('h2')
  heading.dataset['passed'] = String(problem === undefined)
  const verdict = document.createElement('b')
  verdict.textContent = problem === undefined ? 'passes' : 'fails'
  heading.append(verdict, ` ${title}`)
  box.append(heading)
  if (problem !== undefined) box.append(problemBox(problem))
  if (tracks.length === 0) {
    box.append(paragraph('The test defines no connection, so there is nothing to draw.', 'hint'))
    return box
  }
  const drawing = document.createElement('div')
  drawing.innerHTML = draw(tracks)
  const read = paragraph('Point at a mark to read it.', 'read')
  const list = document.createElement('details')
  list.innerHTML = `<summary>All events as a list</summary>${listEvents(tracks)}`
  box.append(drawing, read, list)
  if (isCut) box.append(paragraph('The drawing ends after 1 000 events.', 'hint'))
  return box
}

function problemBox({ message, mend, line }: Problem): HTMLElement {
  const box = document.createElement('div')
  box.className = 'problem'
  const text = document.createElement(message.includes('\n') ? 'pre' : 'p')
  text.textContent = line === undefined ? message : `Line ${line}: ${message}`
  box.append(text, paragraph(mend, 'mend'))
  return box
}

/** Shows the text of a mark below its drawing when it is pointed at or touched. */
function readMarks(result: HTMLElement): void {
  const read = ({ target }: Event): void => {
    const mark = (target as Element).closest<SVGElement>('.mark')
    const line = mark?.closest('article')?.querySelector('.read')
    if (mark != null && line != null) line.textContent = mark.dataset['text'] ?? ''
  }
  result.addEventListener('pointerover', read)
  result.addEventListener('click', read)
}

function section(name: string): HTMLElement {
  const made = document.createElement('section')
  made.className = name
  return made
}

function paragraph(text: string, name: string): HTMLElement {
  const made = document.createElement('p')
  made.className = name
  made.textContent = text
  return made
}

function button(text: string): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.textContent = text
  return made
}

const option = (value: string, text: string): HTMLOptionElement => new Option(text, value)
