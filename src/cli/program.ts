import { Argument, Command, CommanderError, Option } from 'commander';
import { flagOf, resolveConfig, settingOf, variableOf, type SettingName } from '../config.ts';
import { AppError, exitOf, exitTable } from '../errors.ts';
import { printable } from '../formats/printable.ts';
import type { CommandArgument, CommandRow } from './command-row.ts';
import { commands } from './commands.ts';
import { CommandFailure } from './failure.ts';
import type { Shell } from './shell.ts';

/**
 * Runs the command that the arguments name and returns its exit status. What goes wrong is said on stderr in one line:
 * `ringlog: what and what to do (code)`.
 */
export async function run(args: readonly string[], shell: Shell): Promise<number> {
  let status = 0;
  const program = programFor(shell, (code) => {
    status = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitOf('usage');
    if (!(error instanceof AppError)) throw error;
    const { code, message } = misreadFilter(error, args) ?? error;
    const more = error instanceof CommandFailure ? error.more : '';
    shell.stderr.write(`ringlog: ${message} (${code})\n${more}`);
    return exitOf(code);
  }
}

const filterHint = 'A filter that begins with - goes after --.';

/** `-origin:fixture` is read as `-o` and its value. */
function misreadFilter({ code }: AppError, args: readonly string[]): AppError | undefined {
  if (code !== 'bad_config') return undefined;
  const end = args.indexOf('--');
  const flags = end === -1 ? args : args.slice(0, end);
  const filter = flags.find((arg) => /^-[a-z][\w.]*:/i.test(arg));
  if (filter === undefined) return undefined;
  return new AppError('usage', `${printable(filter)} is read as a flag. ${filterHint}`);
}

function programFor(shell: Shell, onStatus: (status: number) => void): Command {
  const program = new Command('ringlog')
    .description('Receives, keeps and shows the events a PBX posts to your callback URL.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        shell.stdout.write(text);
      },
      writeErr: (text) => {
        shell.stderr.write(text);
      },
    })
    .showSuggestionAfterError()
    .showHelpAfterError('Try --help.')
    .helpOption('-h, --help', 'Print this help.')
    .helpCommand('help [command]', 'Show the help of a command.')
    .version(`ringlog ${shell.version}`, '-V, --version', 'Print the version.')
    .addHelpText('after', exitHelp);
  for (const row of commands) addCommand(program, row, shell, onStatus);
  return program;
}

function addCommand(
  program: Command,
  row: CommandRow,
  shell: Shell,
  onStatus: (status: number) => void,
): void {
  const command = program
    .command(row.name)
    .description(row.summary)
    .allowExcessArguments(false)
    .addHelpText('after', environmentHelp(row))
    .addHelpText('after', `\nExamples:\n${row.examples.map((line) => `  ${line}\n`).join('')}`);
  for (const name of row.settings)
    if (settingOf(name).isSecret !== true) command.addOption(optionOf(name));
  for (const [flag, help] of Object.entries(row.switches ?? {})) command.option(flag, help);
  if (row.args?.some(({ isFilter }) => isFilter === true))
    command.showHelpAfterError(`Try --help. ${filterHint}`);
  for (const arg of row.args ?? []) command.addArgument(argumentOf(arg));
  command.action(async () => {
    const options: Readonly<Record<string, string | boolean | undefined>> = command.opts();
    const flags: Partial<Record<SettingName, string>> = {};
    for (const name of row.settings) {
      const given = options[name];
      if (given !== undefined) flags[name] = String(given);
    }
    const switches = new Set(
      Object.entries(options).flatMap(([name, value]) => {
        if (typeof value !== 'boolean') return [];
        return value ? [name] : [`no-${name}`];
      }),
    );
    onStatus(await row.run(resolveConfig(flags, shell.env), shell, switches, command.args));
  });
}

function argumentOf({ name, help, words }: CommandArgument): Argument {
  const argument = new Argument(name, help);
  return words === undefined ? argument : argument.choices(words);
}

/** What has no flag, because it is secret. */
function environmentHelp({ settings }: CommandRow): string {
  const secrets = settings.filter((name) => settingOf(name).isSecret === true);
  if (secrets.length === 0) return '';
  const lines = secrets.map((name) => `  ${variableOf(name)}  ${settingOf(name).help}\n`);
  return `\nEnvironment:\n${lines.join('').trimEnd()}`;
}

function optionOf(name: SettingName): Option {
  const { value, short, help, default: fallback, isRepeatable = false } = settingOf(name);
  const notes = [variableOf(name)];
  if (fallback !== undefined && fallback !== '' && fallback !== 'false')
    notes.unshift(`default ${fallback}`);
  const letter = short === undefined ? '' : `-${short}, `;
  const flag = `${letter}${flagOf(name)}${value === undefined ? '' : ` <${value}>`}`;
  const option = new Option(flag, `${help} (${notes.join('; ')})`);
  if (!isRepeatable) return option;
  return option.argParser((text, before: string | undefined) =>
    before === undefined ? text : `${before}\n${text}`,
  );
}

const exitHelp = `
Exit status:
${Object.entries(exitTable)
  .map(([exit, meaning]) => `  ${exit.padStart(3)}  ${meaning}\n`)
  .join('')}`;
