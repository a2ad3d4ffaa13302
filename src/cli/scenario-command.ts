import { clientSettings } from './command-settings.ts';
import type { CommandRow } from './command-row.ts';
import { printScenario } from './scenario.ts';

/** `ringlog scenario` */
export const scenarioCommand: CommandRow = {
  name: 'scenario',
  summary:
    'Print a scenario that plays a stored call, with other numbers, names, ids and texts than its own.',
  args: [{ name: '<id>', help: 'Its CallID or the beginning of it; or last.' }],
  settings: clientSettings,
  examples: [
    'ringlog scenario last',
    'mkdir -p scenarios && ringlog scenario b5187f38 > scenarios/our-case.yaml',
    'ringlog play our-case --scenarios scenarios --to http://localhost:3000/',
  ],
  run: (resolved, shell, _switches, [id = '']) => printScenario(resolved, shell, id),
};
