import type { OpenApiDocument } from '../api/openapi.ts';
import { errorTable } from '../errors.ts';
import { docsFields } from './docs-fields.ts';
import { docsFilter } from './docs-filter.ts';
import { docsOutcomes } from './docs-outcomes.ts';
import { docsRoutes } from './docs-routes.ts';
import { docsRules } from './docs-rules.ts';
import { docsTable } from './docs-table.ts';
import { html, type Html } from './html.ts';

/** The documentation for people, as a whole document. Made of the tables the program itself works by, so it cannot be out of date. */
export function docsPage(document: OpenApiDocument): string {
  const { markup } = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>Ringlog: documentation</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href="assets/docs.css" />
    </head>
    <body>
      <header>
        <h1><a href="./">Ringlog</a> <span class="muted">${document.info.version}</span></h1>
        <nav aria-label="Sections">
          <a href="#api">Addresses</a> <a href="#shapes">Shapes</a>
          <a href="#filter-language">Filter language</a> <a href="#fields">Fields</a>
          <a href="#outcomes">Outcomes</a> <a href="#rules">Rules</a> <a href="#errors">Errors</a>
        </nav>
      </header>
      <main>
        <p>${document.info.description ?? ''}</p>
        <pre tabindex="0">
curl -H "Authorization: Bearer $(ringlog token)" 'http://127.0.0.1:8081/api/v1/events?limit=10'</pre>
        ${docsRoutes(document)} ${docsFilter()} ${docsFields()} ${docsOutcomes()} ${docsRules()}
        ${errors()}
      </main>
    </body>
  </html>`;
  return `<!doctype html>\n${markup}\n`;
}

function errors(): Html {
  const rows = Object.entries(errorTable).flatMap(([code, row]) =>
    'status' in row ? [[html`<code>${code}</code>`, row.status, row.meaning]] : [],
  );
  return html`<section id="errors">
    <h2>Errors</h2>
    <p>
      An error is <code>application/problem+json</code> (RFC 9457); programs decide by its
      <code>code</code>.
    </p>
    ${docsTable(['code', 'status', 'meaning'], rows)}
  </section>`;
}
