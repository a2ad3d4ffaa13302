import { ruleTable } from '../protocol/rule-table.ts';
import { docsTable } from './docs-table.ts';
import { html, type Html } from './html.ts';

/** The section about the rules by which requests are judged. */
export function docsRules(): Html {
  const rows = ruleTable.map(({ id, level, scope, title, why, source, confidence }) => [
    html`<code>${id}</code>`,
    level,
    scope,
    title,
    why,
    `${source} (${confidence})`,
  ]);
  return html`<section id="rules">
    <h2>Rules</h2>
    <p>
      What <code>ringlog lint</code> says about captured requests, their legs and calls, and
      <code>ringlog findings</code> about stored ones. A rule that is only inferred is never more
      than a note.
    </p>
    ${docsTable(['rule', 'level', 'about', 'what it says', 'why it matters', 'source'], rows)}
  </section>`;
}
