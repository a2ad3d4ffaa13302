import { ask } from '../api/client.ts';
import type { ApiCallDetail } from '../api/call.ts';
import { ApiError } from '../api/client-error.ts';
import type { ResolvedConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { assemble } from '../protocol/assemble.ts';
import { layoutLadder } from '../protocol/ladder-layout.ts';
import { asPlayed, playedFastText } from '../protocol/ladder-played.ts';
import { ladderText } from '../protocol/ladder-text.ts';
import { formatCallDetail, formatCallFacts, formatCallFindings } from './call-detail.ts';
import { askServer } from './client-command.ts';
import { usualWidth } from './event-printer.ts';
import { indentedJson } from './list-printer.ts';
import { outputForm } from './output-form.ts';
import { toShownEvent } from './shown-event.ts';
import type { Output, Shell } from './shell.ts';

/**
 * Prints one call: how it ended, its legs and what the rules say, with its events as sentences or drawn as a ladder.
 * @param id its CallID, or the first 6 or more characters, or `last`
 * @param isDrawn whether as a ladder; undefined: on a terminal
 * @throws {AppError} `not_found`
 */
export function showCall(
  resolved: ResolvedConfig,
  shell: Shell,
  id: string,
  isDrawn: boolean = shell.stdout.isTerminal,
): Promise<number> {
  const form = outputForm(resolved, ['pretty', 'json'], 'pretty');
  return askServer(resolved, shell, '', async (connection) => {
    const call = await ask(connection, 'call', { params: { callId: id } }).catch(
      (error: unknown) => {
        throw id === 'last' && isMissing(error)
          ? new AppError('not_found', 'No call is stored there yet.')
          : error;
      },
    );
    const format = isDrawn ? formatDrawnCall : formatCallDetail;
    shell.stdout.write(form === 'json' ? indentedJson(call) : format(call, shell.stdout));
    return 0;
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** A call as a ladder, which says itself who called whom and when; below it what it does not say. */
function formatDrawnCall(call: ApiCallDetail, { width, useColor }: Output): string {
  const events = call.events.map((event, row) => ({ ...toShownEvent(event), row }));
  const drawn = { ...assemble(events), eventCount: call.eventCount };
  const ladder = asPlayed(layoutLadder(drawn, { nowUs: Date.now() * 1000, events }), events);
  const lines = [
    ...ladderText(ladder, { width: width ?? usualWidth }),
    ...(ladder.isPlayedFast ? ['', playedFastText] : []),
    '',
    ...formatCallFacts(call, useColor),
    ...formatCallFindings(call, useColor).map((line) => `  ${line}`),
  ];
  return `${lines.join('\n')}\n`;
}
