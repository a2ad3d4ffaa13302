/** `npm run docs`: writes the tables of the README from the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { withTables } from './support/readme-tables.ts';

writeFileSync('README.md', withTables(readFileSync('README.md', 'utf8')));
