import { readdirSync, readFileSync } from 'node:fs';
import { AppError } from '../errors.ts';
import { escapeHtml } from './html.ts';

/** How a file may be compressed, the best first. */
const encodings = ['br', 'gzip'] as const;
type Encoding = (typeof encodings)[number];

interface Asset {
  readonly bytes: Uint8Array;
  readonly encoding?: Encoding;
  /** Whether its name has a hash of its content, so that it never changes. */
  readonly isHashed: boolean;
}

/** The built page. */
export interface Page {
  /**
   * The document.
   * @param values what `{{name}}` in it stands for
   * @param root where the page's root is, seen from the address it is shown at: `./` or `../`
   * @throws {AppError} `internal` if the page was not built
   */
  index(values: Readonly<Record<string, string>>, root: './' | '../'): string;
  /** A script, stylesheet or picture; undefined if there is none of that name. @param accepted encodings the asker takes */
  asset(name: string, accepted: string): Asset | undefined;
}

export function createPage(): Page {
  let files: Files | undefined;
  // Read when first asked for, and only what lies there then: a name that was asked for never becomes a path.
  const read = (): Files => (files ??= readFiles());
  return {
    index: (values, root) =>
      read()
        .index.replaceAll('"./', `"${root}`)
        .replace(/\{\{(\w+)\}\}/g, (_, name: string) => escapeHtml(values[name] ?? '')),
    asset: (name, accepted) => {
      const { assets } = read();
      const isHashed = /-[\w-]{8}\.(js|css)$/.test(name);
      for (const encoding of encodings) {
        const bytes = assets.get(`${name}${suffixes[encoding]}`);
        if (bytes && takes(accepted, encoding)) return { bytes, encoding, isHashed };
      }
      const bytes = assets.get(name);
      return bytes && { bytes, isHashed };
    },
  };
}

const suffixes: Readonly<Record<Encoding, string>> = { br: '.br', gzip: '.gz' };

/** Whether an `Accept-Encoding` takes it: named, and not with a quality of zero. */
function takes(accepted: string, encoding: Encoding): boolean {
  return accepted.split(',').some((part) => {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    return name === encoding && !parameters.some((text) => /^q=0(\.0*)?$/.test(text));
  });
}

interface Files {
  readonly index: string;
  readonly assets: ReadonlyMap<string, Uint8Array>;
}

/** Built beside this program; run from its sources, it shows the page as it was built last. */
const directory = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/web/' : '../web/',
  import.meta.url,
);

function readFiles(): Files {
  const assets = new URL('assets/', directory);
  try {
    return {
      index: readFileSync(new URL('index.html', directory), 'utf8'),
      assets: new Map(
        readdirSync(assets).map((name) => [name, readFileSync(new URL(name, assets))]),
      ),
    };
  } catch (error) {
    throw new AppError('internal', 'The page is not there: "npm run build" makes it.', {
      cause: error,
    });
  }
}
