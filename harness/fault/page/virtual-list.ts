import { documentAnswers, pageFaultKind } from './page-fault.ts'

/** Takes rows away as soon as they come, before anybody can see them. */
const script = (rows: number) => `<script>
  for (const list of document.querySelectorAll('[data-e2e$="list"]')) {
    new MutationObserver(() => {
      while (list.childElementCount > ${rows}) list.lastElementChild.remove()
    }).observe(list, { childList: true })
  }
</script>
`

export const virtualList = pageFaultKind({
  name: 'virtualList',
  docs: {
    title: 'Lists show only their first screen',
    meaning:
      'A list keeps no more rows in the page than fit on the screen, and scrolling brings no others; what its page asks for is not changed.',
    example: 'virtualList:documents?rows=2&forMs=5000',
    options: { rows: 'how many fit; 2 if not given' },
  },
  answers: documentAnswers,
  options: { rows: { default: 2, min: 1, max: 1000, unit: 'rows', milder: 'larger' } },
  breaks: 'degrades-loudly',
  meets: 'loud',
  needsBrowser: true,
  alter(answer, { values: { rows = 1 } }) {
    const text = answer.body.toString('utf8')
    const end = text.lastIndexOf('</body>')
    if (end < 0 || !/data-e2e="[\w-]*list"/.test(text)) return undefined
    return { ...answer, body: Buffer.from(text.slice(0, end) + script(rows) + text.slice(end)) }
  },
})
