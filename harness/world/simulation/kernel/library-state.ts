/**
 * Libraries are loaded once and shared by all hosts of all simulations in a thread; in reality every
 * process has its own. Where a library keeps something in a variable of its module that can show
 * (a counter, a pool of random bytes, a cache of connections), its text is edited as it is loaded,
 * so that every life has that variable to itself, new at its start.
 *
 * The list was made by looking through every module that a run loads for variables that functions
 * change. Left shared, because nothing of it can show: caches of what always comes out the same
 * (hono's patterns, encoders), enumerations, and counters of which only the order matters (hono's
 * routes). OpenTelemetry's registry of global providers is a property of globalThis: see
 * `installed-globals.ts`.
 */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { perLife } from './per-life.ts'

interface LibraryState {
  /** How the module's address ends. */
  module: RegExp
  edit(text: string): string
}

const made = 'globalThis[Symbol.for("glassbox.perLife")]'

/** The value of a constant. */
function constant(name: string): (text: string) => string {
  const declared = new RegExp(
    `^((?:const |exports\\.)${name} = )((?:/\\* @__PURE__ \\*/ )?(?:new |\\{).*);$`,
    'm',
  )
  return (text) => text.replace(declared, `$1${made}(() => ($2));`)
}

/** The value of a field of an object that is made once. */
function field(name: string): (text: string) => string {
  return (text) =>
    text.replace(new RegExp(`(\\bthis\\.${name} = )(new .*);`, 'g'), `$1${made}(() => ($2));`)
}

/** Variables that are assigned to, all declared in lines of their own. */
function variables(declaration: string, names: readonly string[]): (text: string) => string {
  return (text) => {
    const at = text.indexOf(declaration)
    if (at < 0) return text
    const [before, after] = [text.slice(0, at), text.slice(at + declaration.length)]
    const mention = new RegExp(`(?<![.\\w$])(${names.join('|')})(?![\\w$])`, 'g')
    const lines = '\n'.repeat(declaration.split('\n').length - 1)
    const state = `const life$ = ${made}(() => { ${declaration.replaceAll('\n', ' ')} return { ${names.join(', ')} } });${lines}`
    return `${before}${state}${after.replace(mention, 'life$.$1')}`
  }
}

const states: readonly LibraryState[] = [
  // Ids of sockets and of sessions: a number that goes up, a pool of random bytes.
  {
    module: /\/(engine\.io\/build|socket\.io\/dist)\/contrib\/base64id\.js$/,
    edit: constant('base64id'),
  },
  // Masks of frames on the wire.
  {
    module: /\/ws\/lib\/sender\.js$/,
    edit: variables('let randomPool;\nlet randomPoolPointer = RANDOM_POOL_SIZE;', [
      'randomPool',
      'randomPoolPointer',
    ]),
  },
  // How many are being compressed at a time.
  {
    module: /\/ws\/lib\/permessage-deflate\.js$/,
    edit: variables('let zlibLimiter;', ['zlibLimiter']),
  },
  // Connections by address: without this, two hosts that dial the same would share one.
  { module: /\/socket\.io-client\/build\/[\w-]+\/index\.js$/, edit: constant('cache') },
  // Ids made of the time, and a number within the same millisecond.
  {
    module: /\/socket\.io-adapter\/dist\/contrib\/yeast\.js$/,
    edit: variables('let seed = 0, i = 0, prev;', ['seed', 'i', 'prev']),
  },
  // `otel.component.name`: otlp_http_span_exporter/0, /1 and so on.
  {
    module:
      /\/@opentelemetry\/[\w-]+\/.*\/(Exporter|LogRecordProcessor|MetricReader|SpanProcessor)Metrics\.m?js$/,
    edit: constant('componentCounter'),
  },
  // What stands in for the global providers until there are some, and ever after.
  {
    module: /\/@opentelemetry\/api\/dist\/api\/trace\.mjs$/,
    edit: field('_proxyTracerProvider'),
  },
  {
    module: /\/@opentelemetry\/api\/dist\/api\/logs\.mjs$/,
    edit: field('_proxyLoggerProvider'),
  },
  {
    module: /\/@opentelemetry\/core\/.*\/global-error-handler\.m?js$/,
    edit: variables('let delegateHandler = loggingErrorHandler();', ['delegateHandler']),
  },
  {
    module: /\/@opentelemetry\/resources\/.*\/ServiceInstanceIdDetector\.m?js$/,
    edit: constant('serviceInstanceIdDetector'),
  },
]

/** Modules whose state was made a life's own, by address; for tests. */
export const editedModules = new Set<string>()

/**
 * From now on, for good, in this thread. Whatever was loaded before stays shared.
 */
function shareNoState(): void {
  Object.defineProperty(globalThis, Symbol.for('glassbox.perLife'), { value: perLife })
  registerHooks({
    load(url, context, next) {
      const state = states.find(({ module }) => module.test(url))
      if (state === undefined) return next(url, context)
      const text = readFileSync(fileURLToPath(url), 'utf8')
      const source = state.edit(text)
      if (source === text) {
        throw new Error(
          `Could not load ${url} for a simulation: it is not written as it was when library-state.ts learned where it keeps its state. See what has changed in that version, and change the entry.`,
        )
      }
      editedModules.add(url)
      return { ...next(url, context), source }
    },
  })
}

shareNoState()
