import { routes } from '../../src/api/contract.ts';
import { commands } from '../../src/cli/commands.ts';
import { flagOf, settingNames, settingOf, variableOf } from '../../src/config.ts';
import { errorTable, exitTable } from '../../src/errors.ts';
import { refusalTable } from '../../src/http/refusal.ts';
import { filterKeys, freeTextHelp } from '../../src/query/keys.ts';

/** The README's tables as the code has them, by the name of their markers. */
export const readmeTables: Readonly<Record<string, string>> = {
  exits: table(
    ['exit status', 'meaning'],
    Object.entries(exitTable).map(([exit, meaning]) => [exit, meaning]),
  ),
  routes: table(
    ['address', 'what it gives', 'who'],
    Object.values(routes).map(({ method, path, summary, scope }) => [
      `\`${method.toUpperCase()} ${path}\``,
      summary,
      scope === 'token' ? 'token' : 'anyone',
    ]),
  ),
  filter: table(
    ['key', 'of', 'value', 'meaning', 'example'],
    [...filterKeys, { ...freeTextHelp, key: '' }].map(
      ({ key, level, meaning, example, ...row }) => [
        key === '' ? 'words' : `\`${key}:\``,
        { event: 'events', both: 'events, calls', call: 'calls' }[level],
        'form' in row ? formText(row.form) : 'text',
        meaning,
        `\`${example}\``,
      ],
    ),
  ),
  refusals: table(
    ['status', 'reason', 'why'],
    Object.entries(refusalTable).map(([reason, row]) => [
      'status' in row ? String(row.status) : 'closed',
      `\`${reason}\``,
      row.message,
    ]),
  ),
  commands: table(
    ['command', 'what it does'],
    commands.map(({ name, summary }) => [`\`${name}\``, summary]),
  ),
  settings: table(
    ['flag', 'variable', 'default', 'meaning'],
    settingNames.map((name) => {
      const { value, isSecret, default: fallback, help } = settingOf(name);
      const flag = value === undefined ? flagOf(name) : `${flagOf(name)} ${value}`;
      return [
        isSecret === true ? '' : `\`${flag}\``,
        `\`${variableOf(name)}\``,
        fallback === undefined || fallback === '' ? '' : `\`${fallback}\``,
        help,
      ];
    }),
  ),
  errors: table(
    ['code', 'HTTP status', 'exit status', 'meaning'],
    Object.entries(errorTable).map(([code, row]) => [
      `\`${code}\``,
      'status' in row ? String(row.status) : '',
      'exit' in row ? String(row.exit) : '',
      row.meaning,
    ]),
  ),
};

function formText(form: (typeof filterKeys)[number]['form']): string {
  if (form.kind === 'words') return form.words.join(', ');
  if (form.kind === 'text') return form.takesPrefix ? 'text, `*` at the end' : 'text';
  return form.kind;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The text with each marked table replaced by the code's. */
export function withTables(readme: string): string {
  let text = readme;
  for (const [name, content] of Object.entries(readmeTables))
    text = text.replace(
      new RegExp(`<!-- ${name} -->[^]*<!-- /${name} -->`),
      () => `<!-- ${name} -->\n\n${content}\n\n<!-- /${name} -->`,
    );
  return text;
}
