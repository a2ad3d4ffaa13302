import { printableJson } from '../formats/printable.ts';

/** Prints a list in one of the forms: `begin` first, then `item` for each, then `end`; all give whole lines. */
export interface ListPrinter<T> {
  readonly begin: string;
  item(item: T): string;
  end(): string;
}

/** Of a form that has nothing around its items, but perhaps a line that names its columns. */
export function plainPrinter<T>(item: ListPrinter<T>['item'], begin = ''): ListPrinter<T> {
  return { begin, item, end: () => '' };
}

/** A line of JSON each. */
export function ndjsonPrinter(): ListPrinter<object> {
  return plainPrinter((item) => `${printableJson(JSON.stringify(item))}\n`);
}

/** One document, written as it comes. */
export function jsonPrinter(): ListPrinter<object> {
  let separator = '';
  return {
    begin: '[',
    item: (item) => {
      const text = `${separator}\n${printableJson(JSON.stringify(item))}`;
      separator = ',';
      return text;
    },
    end: () => '\n]\n',
  };
}

/** One thing as a document that people read. */
export function indentedJson(value: unknown): string {
  // Line by line, as the line feeds between are ours.
  const lines = JSON.stringify(value, undefined, 2).split('\n');
  return `${lines.map(printableJson).join('\n')}\n`;
}
