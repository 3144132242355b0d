import { useEffect, useState } from 'preact/hooks'

/** Copies text; says whether it worked, since a browser may refuse. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [said, setSaid] = useState<string>()
  useEffect(() => {
    if (said === undefined) return
    const timer = setTimeout(() => setSaid(undefined), 2000)
    return () => clearTimeout(timer)
  }, [said])
  const copy = async () => setSaid((await copied(text)) ? 'Copied' : 'Not allowed')
  return (
    <button type="button" class="button" onClick={copy}>
      <span aria-live="polite">{said ?? label}</span>
    </button>
  )
}

async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // No clipboard for this page, as on plain http: the older way still works there.
    return copiedBySelection(text)
  }
}

function copiedBySelection(text: string): boolean {
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  const worked = document.execCommand('copy')
  area.remove()
  return worked
}
