import {
  flagOf,
  settingNames,
  settingOf,
  variableOf,
  type ResolvedConfig,
  type SettingName,
} from '../config.ts';
import type { Shell } from './shell.ts';

/** Prints every setting, its value as text and where it came from. Of a secret only whether it is set. */
export function showConfig(resolved: ResolvedConfig, shell: Pick<Shell, 'stdout'>): number {
  const rows = settingNames.map((name) => rowOf(name, resolved));
  if (resolved.config.output === 'json') {
    shell.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
    return 0;
  }
  const cells = rows.map(({ flag, variable, value, origin }) => [flag ?? variable, value, origin]);
  const widths = [0, 1].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  for (const row of cells)
    shell.stdout.write(
      `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`,
    );
  return 0;
}

interface Row {
  readonly flag?: string;
  readonly variable: string;
  readonly value: string;
  readonly origin: string;
}

function rowOf(name: SettingName, { texts, origins }: ResolvedConfig): Row {
  const text = texts[name];
  const isSecret = settingOf(name).isSecret === true;
  const secret = text === undefined ? 'unset' : 'set';
  return {
    ...(isSecret ? {} : { flag: flagOf(name) }),
    variable: variableOf(name),
    value: isSecret ? secret : (text ?? ''),
    origin: origins[name],
  };
}
