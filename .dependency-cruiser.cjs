/**
 * The import rule: which folder of src may know which. Anything not listed is an error, so a new edge is a decision, not an accident.
 * The keys are folders or single files of src; a folder may always import from itself.
 */
const allowed = {
  errors: [],
  protocol: [],
  journal: ['errors'],
  query: ['protocol', 'errors'],
  formats: ['protocol'],
  threads: ['errors'],
  index: ['journal', 'protocol', 'query', 'formats', 'api', 'errors'],
  live: ['journal', 'query'],
  'storage/sqlite': ['journal', 'protocol', 'query', 'formats', 'index', 'threads', 'errors'],
  'event-log': ['journal', 'protocol', 'formats', 'storage', 'threads', 'errors'],
  projector: [
    'journal',
    'protocol',
    'query',
    'formats',
    'index',
    'live',
    'storage',
    'threads',
    'clock',
    'errors',
  ],
  'connection-reason': [],
  api: ['connection-reason'],
  web: ['api', 'protocol', 'query', 'formats'],
  outbound: ['connection-reason', 'errors'],
  pbx: ['protocol', 'api', 'formats', 'outbound', 'errors'],
  http: [
    'journal',
    'protocol',
    'query',
    'formats',
    'csv-line',
    'index',
    'live',
    'api',
    'errors',
    'logger',
  ],
  logger: [],
  config: ['errors', 'client-settings', 'pbx-settings', 'play-settings', 'setting-values'],
  'client-settings': ['errors', 'setting-values'],
  'pbx-settings': ['setting-values'],
  'play-settings': ['errors', 'play-values', 'setting-values'],
  'play-values': ['errors', 'setting-values'],
  'setting-values': ['errors'],
  token: ['errors', 'setting-values'],
  'open-index': ['journal', 'index', 'live', 'projector', 'storage', 'errors'],
  'open-simulator': ['config', 'pbx', 'outbound', 'http', 'journal', 'errors', 'logger'],
  readiness: ['journal', 'projector', 'errors'],
  app: [
    'config',
    'token',
    'journal',
    'storage',
    'open-index',
    'readiness',
    'event-log',
    'http',
    'open-simulator',
    'errors',
    'logger',
    'clock',
  ],
  clock: [],
  'cli/serve': ['app', 'cli', 'config', 'errors', 'logger', 'token'],
  'csv-line': ['formats'],
  cli: [
    'token',
    'api',
    'journal',
    'protocol',
    'formats',
    'pbx',
    'outbound',
    'csv-line',
    'clock',
    'config',
    'errors',
  ],
  main: ['cli', 'errors'],
};

/** A library has one home: only these places may import it. */
const homes = {
  express: ['http', 'pbx'],
  helmet: ['http'],
  'prom-client': ['http'],
  'ipaddr.js': ['http'],
  zod: ['api', 'pbx'],
  yaml: ['pbx'],
  'zod-openapi': ['api'],
  'better-sqlite3': ['storage/sqlite'],
  pino: ['logger', 'event-log'],
  'pino-pretty': ['logger'],
  commander: ['cli'],
  'csv-stringify': ['csv-line'],
  uuidv7: ['app'],
  'close-with-grace': ['main'],
  react: ['web'],
  'react-dom': ['web'],
  'react-window': ['web/list'],
  uplot: ['web/histogram'],
};

const at = (place) => `^src/${place}(/|\\.ts$)`;
const any = (places) => places.map(at).join('|');
/** A place inside another has its own row instead. */
const insideOf = (place) => {
  const inner = Object.keys(allowed).filter((other) => other.startsWith(`${place}/`));
  return inner.length === 0 ? {} : { pathNot: any(inner) };
};

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'unlisted-folder',
      comment: 'Every place in src is listed in .dependency-cruiser.cjs with what it may import.',
      severity: 'error',
      from: { path: '^src/', pathNot: any(Object.keys(allowed)) },
      to: {},
    },
    ...Object.entries(allowed).map(([place, targets]) => ({
      name: `imports-of-${place.replace('/', '-')}`,
      severity: 'error',
      from: { path: at(place), ...insideOf(place) },
      to: { path: '^src/', pathNot: any([place, ...targets]) },
    })),
    ...Object.entries(homes).map(([library, places]) => ({
      name: `home-of-${library}`,
      severity: 'error',
      from: { path: '^src/', pathNot: any(places) },
      to: { path: `node_modules/${library.replace('.', '\\.')}/` },
    })),
    {
      name: 'pure',
      comment:
        'protocol, query, formats and journal are pure: no npm packages and nothing of Node.',
      severity: 'error',
      from: { path: any(['protocol', 'query', 'formats', 'journal', 'errors']) },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test)/' },
  },
};
