import type { RunOrder } from '../api/run.ts';
import type { ResolvedConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { isoTime } from '../formats/iso-time.ts';
import { usualMix } from '../pbx/usual-mix.ts';

/**
 * What the flags of `play` order.
 * @param names of scenarios; none if there is a mix
 * @throws {AppError} `usage` for flags that do not go together
 */
export function runOrder(
  { config, origins }: ResolvedConfig,
  switches: ReadonlySet<string>,
  names: readonly string[],
): RunOrder {
  const { method, seed, at, calls, rate, mix, set, subs } = config;
  const isLoad = calls !== undefined || mix !== undefined;
  if (names.length > 0 && mix !== undefined)
    throw new AppError('usage', 'Name scenarios, or give --mix: not both.');
  if (names.length === 0 && !isLoad)
    throw new AppError('usage', 'Name a scenario; "ringlog play --list" shows which there are.');
  if (origins.rate === 'flag' && !isLoad)
    throw new AppError('usage', '--rate is for a load: give --calls or --mix with it.');
  return {
    ...(names.length > 0 ? { scenarios: [...names] } : { mix: mix ?? usualMix }),
    ...(calls === undefined ? undefined : { calls }),
    ...(isLoad ? { rate: rate === 'max' ? quickRatePerS : rate } : undefined),
    speed: isLoad && rate === 'max' ? 'max' : config.speed,
    method,
    ...(seed === undefined ? undefined : { seed }),
    ...(at === 'now' ? undefined : { at: isoTime(at) }),
    ...(Object.keys(set).length === 0 ? undefined : { set }),
    ...(subs === undefined ? undefined : { subscriptions: subs }),
    ...variationsOf(config, switches),
  };
}

/**
 * By the clock of the events, where all are sent without a wait: calls of a minute that begin at this rate are some thousands at a time, as many
 * as a large PBX has.
 */
const quickRatePerS = 100;

function variationsOf(
  config: ResolvedConfig['config'],
  switches: ReadonlySet<string>,
): Pick<RunOrder, 'variations'> {
  const { drop, late, duplicate, dropRecid, upperCase, charset, contentType } = config;
  const variations = {
    ...(drop === undefined ? undefined : { drop }),
    ...(dropRecid === 0 ? undefined : { dropRecId: dropRecid }),
    ...(late === undefined ? undefined : { late }),
    ...(duplicate === 1 ? undefined : { copies: duplicate }),
    ...(switches.has('shuffle') ? { shuffle: true } : undefined),
    ...(upperCase === undefined ? undefined : { upperCase }),
    ...(switches.has('unknownField') ? { unknownField: true } : undefined),
    ...(switches.has('plusRaw') ? { rawPlus: true } : undefined),
    ...(charset === 'utf-8' ? undefined : { charset }),
    ...(contentType === undefined ? undefined : { contentType }),
  };
  return Object.keys(variations).length === 0 ? {} : { variations };
}
