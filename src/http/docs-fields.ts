import type { FieldRow } from '../protocol/field-row.ts';
import { fieldTable } from '../protocol/field-table.ts';
import { docsTable } from './docs-table.ts';
import { html, type Html } from './html.ts';

/** The section about what the PBX sends. */
export function docsFields(): Html {
  const rows = fieldTable.map((row) => [
    html`<code>${row.name}</code>`,
    row.unit === undefined ? row.type : `${row.type}, ${row.unit}`,
    Object.keys(row.on).join(', '),
    html`${row.meaning}${row.when === undefined ? '' : ` Sent when ${row.when}.`}${valuesOf(row)}`,
    `${row.source} (${row.confidence})`,
  ]);
  return html`<section id="fields">
    <h2>Fields of the PBX's events</h2>
    <p>What a sender adds besides is kept and shown all the same.</p>
    ${docsTable(['field', 'type', 'on', 'meaning', 'who says so'], rows)}
  </section>`;
}

function valuesOf({ values = [] }: FieldRow): Html {
  if (values.length === 0) return html``;
  const items = values.map(({ word, meaning }) => html`<li><code>${word}</code>: ${meaning}</li>`);
  return html`<ul>
    ${items}
  </ul>`;
}
