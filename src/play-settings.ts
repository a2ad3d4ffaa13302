import * as play from './play-values.ts';
import * as value from './setting-values.ts';

/** The settings of `play`: rows of the table in `config.ts`. */
export const playSettings = {
  to: {
    value: 'URL',
    parse: play.parseReceiverUrl,
    help: 'Send to this receiver, instead of having the server play. Without path and query it is /fordel/show.php, with the ?myid= of the scenario if that has one.',
  },
  set: {
    value: 'NAME=VALUE',
    parse: play.parseAssignments,
    default: '',
    isRepeatable: true,
    help: 'Another value for a field of the events that have it, for example CallerIDNum=+79161112233. May be given several times.',
  },
  method: {
    value: 'METHOD',
    parse: value.oneOf('GET', 'POST', 'mix'),
    default: 'POST',
    help: 'How events are sent: GET, POST, or mix.',
  },
  speed: {
    value: 'N',
    parse: play.parseSpeed,
    default: '1',
    help: 'So many times as fast as the scenario says; max: without any wait.',
  },
  at: {
    value: 'TIME',
    parse: play.parseStart,
    default: 'now',
    help: 'When the EventTime of the run begins, for example 2026-11-22T10:00:00Z; it is sent now all the same.',
  },
  seed: {
    value: 'N',
    parse: play.parseSeed,
    help: 'The same seed and --at give the same bytes. Unset: one is drawn, and printed.',
  },
  subs: {
    value: 'LIST',
    parse: value.parseText,
    help: 'What is subscribed, for example phones=all,ivr=hangup or phones=answer+hangup,ivr=none; in place of what the scenario says.',
  },
  calls: {
    value: 'N',
    parse: value.parseCount(1, 1_000_000),
    help: 'Play a load of so many calls that go on side by side.',
  },
  rate: {
    value: 'N',
    parse: play.parseRate,
    default: '1',
    help: 'How many calls of a load begin in a second, by chance; max: all is sent without any wait.',
  },
  mix: {
    value: 'LIST',
    parse: value.parseText,
    help: 'Scenarios of a load and their weights, for example in-answered:60,ivr-missed:25.',
  },
  scenarios: {
    value: 'DIR',
    parse: value.parseText,
    help: 'More scenarios: the .yaml files of this directory.',
  },
  drop: {
    value: 'TYPE',
    parse: value.parseText,
    help: 'Leave out the events of this type, for example hangup.',
  },
  late: {
    value: 'TYPE:SPAN',
    parse: play.parseDelay,
    help: 'Send the events of this type so much later, for example hangup:30s.',
  },
  duplicate: {
    value: 'N',
    parse: value.parseCount(1, 10),
    default: '1',
    help: 'Send every event so many times.',
  },
  dropRecid: {
    value: 'SHARE',
    parse: play.parseShare,
    default: '0%',
    help: 'Leave RecID out of this share of the hangups; of real ones about 5% lack it.',
  },
  upperCase: {
    value: 'WHAT',
    parse: value.oneOf('names', 'ids'),
    help: 'Write names (of the fields), or ids, in capitals.',
  },
  charset: {
    value: 'NAME',
    parse: value.oneOf('utf-8', 'cp1251', 'latin-1'),
    default: 'utf-8',
    help: 'How letters beyond ASCII are sent: utf-8, cp1251 or latin-1.',
  },
  contentType: {
    value: 'TYPE',
    parse: play.parseContentType,
    help: 'Send a POST with this Content-Type, for example text/plain, instead of that of a form.',
  },
};
