import { URL, fileURLToPath } from 'node:url';

const rootDir = fileURLToPath(new URL('..', import.meta.url));

/** What both projects share: TypeScript through swc, as ES modules, real Node underneath. */
const project = (displayName, folder) => ({
  displayName,
  rootDir,
  roots: [`<rootDir>/test/${folder}`],
  testMatch: ['**/*.test.ts'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
      },
    ],
  },
});

/** `unit` runs in parallel; `system` starts whole programs and wants the machine to itself: see test/run.ts. */
export default {
  projects: [project('unit', 'unit'), project('system', 'system')],
};
