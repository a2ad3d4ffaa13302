import { readdirSync, readFileSync } from 'node:fs';
import { escapeHtml } from './html.ts';

/** The files of the page, from `src/web` or, built, from `dist/web`. */
export interface Page {
  /** The document. @param values what `{{name}}` in it stands for */
  index(values: Readonly<Record<string, string>>): string;
  /** A script or stylesheet; undefined if there is none of that name. */
  file(name: string): string | undefined;
}

export function createPage(): Page {
  let files: ReadonlyMap<string, string> | undefined;
  // Read when first asked for, and only what lies there then: a name that was asked for never becomes a path.
  const read = (): ReadonlyMap<string, string> => (files ??= readFiles());
  return {
    index: (values) =>
      (read().get('index.html') ?? '').replace(/\{\{(\w+)\}\}/g, (_, name: string) =>
        escapeHtml(values[name] ?? ''),
      ),
    file: (name) => read().get(name),
  };
}

const directory = new URL('../web/', import.meta.url);

function readFiles(): ReadonlyMap<string, string> {
  const names = readdirSync(directory).filter((name) => /\.(html|js|css)$/.test(name));
  return new Map(names.map((name) => [name, readFileSync(new URL(name, directory), 'utf8')]));
}
