/**
 * Which file may import which. `harness/house.test.ts` checks it with dependency-cruiser;
 * the table in ARCHITECTURE.md has both orders.
 *
 * A folder imports only from itself and from folders before it.
 */
export const harnessOrder = [
  'journal',
  'trace',
  'agent',
  'fault',
  'check',
  'diagnosis',
  'replay',
  'scenario',
  'world',
  'run',
  'report',
  'bench',
  'cli',
]

/**
 * The same for the system; names in one place are siblings that never import each other. `shared`
 * means the files that lie directly in it: the Host port and what else everybody needs.
 */
export const systemOrder = ['shared', 'shared/protocol', 'shared/telemetry', 'master | worker']

/** Where a process, a page, a scenario or a tool begins; every other file is reached from these. */
const entries = [
  String.raw`\.(test|config)\.(ts|mjs)$`,
  '^bin/',
  String.raw`^setup/(setup\.mjs|(count-reporter|longest-first)\.ts)$`,
  '^scenarios/',
  '^fixtures/stand-in/',
  String.raw`^system/(master|worker)/main\.ts$`,
  String.raw`^system/shared/telemetry/write-docs\.ts$`,
  String.raw`^harness/agent/inside/agent\.ts$`,
  String.raw`^harness/bench/simulation/(ours|floor)-main\.ts$`,
  String.raw`^harness/report/viewer/main\.tsx$`,
  String.raw`^harness/run/explore/explore-thread\.ts$`,
  String.raw`^harness/run/testing/file-and-memory\.ts$`,
  String.raw`^harness/world/(reaper-main|containers/build-image)\.ts$`,
]

/** Where each name of the system's order lies. */
const systemPlaces = systemOrder.map((names) =>
  names
    .split(' | ')
    .map((name) =>
      name === 'shared' ? String.raw`^system/shared/[^/]+\.ts$` : `^system/${name}/`,
    ),
)

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const forbidden = [
  ...upwards(
    harnessOrder.map((name) => [`^harness/${name}/`]),
    'harness',
  ),
  ...upwards(systemPlaces, 'system'),
  ...systemPlaces.flatMap((places) =>
    places.flatMap((from) =>
      places
        .filter((to) => to !== from)
        .map((to) => rule('siblings', 'Siblings never import each other.', from, to)),
    ),
  ),
  {
    name: 'no-cycles',
    comment: 'No file imports itself by a detour.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  rule(
    'harness-is-outside',
    'The harness watches the system from outside: it shares only system/shared with it.',
    '^(harness|scenarios)/',
    '^system/(master|worker|client|console)/',
  ),
  {
    name: 'system-stands-alone',
    comment: 'The system never knows that it is tested: it imports itself, Node and its packages.',
    severity: 'error',
    from: { path: '^system/', pathNot: String.raw`\.test\.ts$` },
    to: { pathNot: '^system/', dependencyTypes: ['local'] },
  },
  {
    name: 'scenarios-use-the-door',
    comment: 'A scenario says what happens; all that it needs comes from harness/index.ts.',
    severity: 'error',
    from: { path: '^scenarios/' },
    to: { pathNot: ['^scenarios/', '^harness/index.ts$'], dependencyTypes: ['local'] },
  },
  rule(
    'the-door-is-for-scenarios',
    'Inside the harness one imports the file one means.',
    '^harness/.+/',
    '^harness/index.ts$',
  ),
  {
    name: 'the-agent-is-alone',
    comment:
      'It is loaded into processes under test and may bring nothing along, but for msw, which ' +
      'outside-calls.ts loads when a process calls outside.',
    severity: 'error',
    from: {
      path: '^harness/agent/inside/',
      pathNot: String.raw`\.test\.ts$|/outside-calls\.ts$`,
    },
    to: { pathNot: '^harness/agent/inside/', dependencyTypesNot: ['core'] },
  },
  {
    name: 'the-agent-calls-msw-alone',
    comment:
      'The one package that comes into a process under test, and only where it calls outside.',
    severity: 'error',
    from: { path: '^harness/agent/inside/outside-calls' },
    to: {
      pathNot: '^harness/agent/inside/|node_modules/msw/|^msw(/node)?$',
      dependencyTypesNot: ['core'],
    },
  },
  {
    name: 'testing-is-for-tests',
    comment: 'What lies in a folder `testing` helps tests, in any place of the order.',
    severity: 'error',
    from: { pathNot: String.raw`\.test\.tsx?$|/testing/` },
    to: { path: '/testing/' },
  },
  {
    name: 'set-up-brings-nothing',
    comment: 'It runs before anything is installed, on any Node.',
    severity: 'error',
    from: { path: String.raw`^setup/.+\.mjs$` },
    to: { pathNot: String.raw`^setup/.+\.mjs$`, dependencyTypesNot: ['core'] },
  },
  {
    name: 'no-orphans',
    comment: 'Every file is reached from an entry point or a test.',
    severity: 'error',
    from: { path: entries },
    to: {
      path: '^(bin|setup|system|harness|scenarios)/',
      pathNot: [...entries, String.raw`\.d\.ts$`],
      reachable: false,
    },
  },
]

/**
 * Every place may import only from places before it.
 * @param {readonly (readonly string[])[]} places
 * @param {string} what
 */
function upwards(places, what) {
  return places.flatMap((lower, index) => {
    const higher = places.slice(index + 1).flat()
    if (higher.length === 0) return []
    return [rule(`${what}-order`, 'Folders import only downwards.', [...lower], higher)]
  })
}

/**
 * @param {string} name
 * @param {string} comment
 * @param {string | string[]} from
 * @param {string | string[]} to
 * @returns {import('dependency-cruiser').IForbiddenRuleType}
 */
function rule(name, comment, from, to) {
  return { name, comment, severity: 'error', from: { path: from }, to: { path: to } }
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)(dist|reports|\\.glassbox)/', '^fixtures/stand-in/pages/'] },
    // `import type` counts too: types are dependencies of the reader.
    tsPreCompilationDeps: true,
    detectJSDocImports: true,
  },
}
