import { clientSettings, playFlags } from './command-settings.ts';
import type { CommandRow } from './command-row.ts';
import { play } from './play.ts';

/** `ringlog play` */
export const playCommand: CommandRow = {
  name: 'play',
  summary: 'Play a PBX: calls and messages of scenarios, or a load of calls, to a receiver.',
  args: [{ name: '[scenario...]', help: 'Which; --list shows them. They begin together.' }],
  settings: [...playFlags, 'output', ...clientSettings],
  switches: {
    '--list': 'Only print which scenarios there are.',
    '--dry-run': 'Send nothing: print a curl line for each event.',
    '--shuffle': 'Send the events of each call in another order.',
    '--plus-raw': 'Send a + as it is, which a form reads as a space.',
    '--unknown-field': 'Add a field to each event that nobody documents.',
  },
  examples: [
    'ringlog play --list',
    'ringlog play in-answered --speed 10',
    'ringlog play worked-example --to http://localhost/my/callback.php?myid=175',
    'ringlog play ivr-missed --to http://localhost:3000/hook --method GET --duplicate 2 --late hangup:30s',
    'ringlog play --calls 200 --rate 20 --mix in-answered:60,ivr-missed:25 --seed 7 --to http://localhost:3000/',
    'ringlog play out-busy --dry-run | bash',
  ],
  run: play,
};
