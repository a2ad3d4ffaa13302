import { painter, type Painter } from '../formats/paint.ts';
import { printable, printableJson } from '../formats/printable.ts';
import type { UnreadLine } from '../formats/read-line.ts';
import type { Finding } from '../protocol/rule.ts';
import { levelPaint } from './finding-counts.ts';
import type { OutputForm } from './output-form.ts';
import type { Shell } from './shell.ts';

/** In which findings can be printed. */
export const findingForms = ['line', 'json', 'junit'] as const satisfies readonly OutputForm[];

/** Prints findings as they come, as an editor or a CI system reads them. */
export class FindingPrinter {
  readonly #form: (typeof findingForms)[number];
  readonly #file: string;
  readonly #shell: Pick<Shell, 'stdout' | 'stderr'>;
  readonly #paint: Painter;
  readonly #counts = { error: 0, warn: 0, info: 0 };
  #unread = 0;
  /** Requests whose body the file does not hold. */
  bodiesLost = 0;
  #printed = 0;

  constructor(
    form: (typeof findingForms)[number],
    file: string,
    shell: Pick<Shell, 'stdout' | 'stderr'>,
  ) {
    this.#form = form;
    this.#file = file === '-' ? 'stdin' : file;
    this.#shell = shell;
    this.#paint = painter(shell.stdout.useColor);
    if (form === 'junit')
      this.#write(
        `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="${xml(this.#file)}">\n`,
      );
  }

  get hasErrors(): boolean {
    return this.#counts.error + this.#unread > 0;
  }

  finding(finding: Finding, lineNumber: number): void {
    const { rule, level, message } = finding;
    this.#counts[level]++;
    this.#item(
      `${this.#file}:${lineNumber}: ${this.#levelText(level)} ${rule} ${printable(message)}\n`,
      { line: lineNumber, ...finding },
      testCase(`${this.#file}:${lineNumber} ${rule}`, level === 'info' ? undefined : message),
    );
  }

  unread({ lineNumber, reason, text }: UnreadLine): void {
    this.#unread++;
    this.#item(
      `${this.#file}:${lineNumber}: ${this.#levelText('error')} unread ${reason} ${this.#paint.dim(printable(text))}\n`,
      { line: lineNumber, rule: 'unread', level: 'error', message: reason },
      testCase(`${this.#file}:${lineNumber} unread`, reason),
    );
  }

  /** Ends what was begun, and says how it went where a person looks. */
  end(events: number): void {
    if (this.#form === 'json') this.#write(this.#printed === 0 ? '[]\n' : '\n]\n');
    if (this.#form === 'junit') {
      if (this.#printed === 0) this.#write(testCase(this.#file, undefined));
      this.#write('</testsuite>\n');
    }
    const { error, warn, info } = this.#counts;
    const counts = [counted(error, 'error'), counted(warn, 'warning'), counted(info, 'note')];
    if (this.bodiesLost > 0) counts.push(`${this.bodiesLost} without body in the file`);
    if (this.#unread > 0) counts.push(`${counted(this.#unread, 'line')} not read`);
    this.#shell.stderr.write(`${counted(events, 'event')}: ${counts.join(', ')}\n`);
  }

  #item(line: string, json: object, junit: string): void {
    if (this.#form === 'line') this.#write(line);
    else if (this.#form === 'junit') this.#write(junit);
    else this.#write(`${this.#printed === 0 ? '[' : ','}\n${printableJson(JSON.stringify(json))}`);
    this.#printed++;
  }

  #levelText(level: Finding['level']): string {
    return levelPaint(this.#paint)[level](level);
  }

  #write(text: string): void {
    this.#shell.stdout.write(text);
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function testCase(name: string, failure: string | undefined): string {
  const inside = failure === undefined ? '' : `<failure message="${xml(failure)}"/>`;
  return `  <testcase name="${xml(name)}">${inside}</testcase>\n`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Text in an attribute; control characters, which XML cannot hold, are shown. */
function xml(text: string): string {
  return printable(text).replace(/[&<>"]/g, (sign) => entities[sign] ?? '');
}
