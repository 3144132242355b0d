import { fileURLToPath } from 'node:url'

export interface Caller {
  /** program: what runs on the host; library: below node_modules; harness: ours. */
  kind: 'program' | 'library' | 'harness'
  /** `FILE:LINE` or, where the call came from Node alone, undefined. */
  site: string | undefined
  /** It is Node that asks, on its own account. */
  byNode: boolean
  /** Node is loading a module. */
  loading: boolean
}

const kernel = fileURLToPath(new URL('.', import.meta.url))
const harness = fileURLToPath(new URL('../../../', import.meta.url))
const deepEnough = 30

/** Whose code has called into the kernel just now: the nearest that is neither Node's nor ours. */
export function findCaller(): Caller {
  let loading = false
  let byNode: boolean | undefined
  for (const frame of frames()) {
    const file = pathOf(frame.getFileName())
    if (file?.startsWith(kernel) && !file.startsWith(`${kernel}testing/`)) continue
    const node = file === undefined || file.startsWith('node:')
    byNode ??= node
    if (node) {
      loading ||= file?.startsWith('node:internal/modules/') ?? false
      continue
    }
    const site = `${file}:${frame.getLineNumber()}`
    return { kind: kindOf(file), site, byNode, loading }
  }
  return { kind: 'program', site: undefined, byNode: false, loading }
}

function kindOf(file: string): Caller['kind'] {
  if (/[\\/]node_modules[\\/]/.test(file)) return 'library'
  return file.startsWith(harness) ? 'harness' : 'program'
}

function pathOf(name: string | null | undefined): string | undefined {
  return name?.startsWith('file:') ? fileURLToPath(name) : (name ?? undefined)
}

function frames(): NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error
  let found: NodeJS.CallSite[] = []
  Error.stackTraceLimit = deepEnough
  Error.prepareStackTrace = (_error, sites) => {
    found = sites
    return ''
  }
  try {
    // Asking for the text is what makes V8 call the function above.
    String(new Error().stack)
  } finally {
    Reflect.set(Error, 'prepareStackTrace', prepareStackTrace)
    Error.stackTraceLimit = stackTraceLimit
  }
  return found
}
