/**
 * The import rule: which folder of src may know which. Anything not listed is an error, so a new edge is a decision, not an accident.
 * The keys are folders or single files of src; a folder may always import from itself.
 */
const allowed = {
  errors: [],
  protocol: [],
  journal: ['errors'],
  formats: ['protocol'],
  'storage/sqlite': ['journal', 'errors'],
  'event-log': ['journal', 'protocol', 'formats', 'storage', 'errors'],
  api: [],
  http: ['journal', 'protocol', 'formats', 'api', 'errors', 'logger'],
  logger: [],
  config: ['errors', 'setting-values'],
  'setting-values': ['errors'],
  token: ['errors', 'setting-values'],
  app: ['config', 'token', 'journal', 'storage', 'event-log', 'http', 'errors', 'logger', 'clock'],
  clock: [],
  'cli/serve': ['app', 'cli', 'config', 'errors', 'logger', 'token'],
  cli: ['token', 'api', 'config', 'errors'],
  main: ['cli', 'errors'],
};

/** A library has one home: only these places may import it. */
const homes = {
  express: ['http'],
  helmet: ['http'],
  'prom-client': ['http'],
  'ipaddr.js': ['http'],
  zod: ['api'],
  'zod-openapi': ['api'],
  'better-sqlite3': ['storage/sqlite'],
  pino: ['logger', 'event-log'],
  'pino-pretty': ['logger'],
  commander: ['cli'],
  uuidv7: ['app'],
  'close-with-grace': ['main'],
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
      comment: 'protocol, formats and journal are pure: no npm packages and nothing of Node.',
      severity: 'error',
      from: { path: any(['protocol', 'formats', 'journal', 'errors']) },
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
