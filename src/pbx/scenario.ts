import type { Direction, Outcome } from '../protocol/call.ts';
import type { PlannedExtension } from './numbering-plan.ts';
import type { Subscriptions } from './subscriptions.ts';

/*
 * A scenario says who does what and when; whatever follows from that is left to the generator. Times are milliseconds since the scenario
 * began, on the steps of 20 ms that the PBX's clock takes. Extensions are named by their number in the numbering plan.
 */
export interface Scenario {
  /** The name of its file without `.yaml`. */
  readonly name: string;
  /** A phrase. */
  readonly title: string;
  /** One sentence. */
  readonly about: string;
  /** The call was ordered through the API. */
  readonly isCallback: boolean;
  /** How a queue names the dial to an agent, if not as in the plan. */
  readonly queueDial?: 'dial-in' | 'dial-out';
  /** The tag that the URL of its subscriptions has. */
  readonly myid?: string;
  /** What is subscribed, if it is not everything. */
  readonly subscriptions?: Subscriptions;
  /** Those that the numbering plan lacks. */
  readonly extensions: readonly PlannedExtension[];
  /** All are of one call. */
  readonly legs: readonly ScenarioLeg[];
  readonly messages: readonly ScenarioMessage[];
  readonly agents: readonly AgentChange[];
  /** What the legs make together; absent if there are none. */
  readonly expect?: Expectation;
}

/** The time an extension is called, or calls. It is the one that sends the events. */
export interface ScenarioLeg {
  readonly flow: 'in' | 'out';
  readonly extension: string;
  /** Flow in: the extension that calls; absent if it is the caller outside. */
  readonly from?: string;
  /** Flow in: the IVR or queue that passes the call on. */
  readonly via?: string;
  /** Flow in: the call is transferred inside, and this is who is at its far end. */
  readonly remote?: End;
  /** Flow out: who is called. */
  readonly to?: End;
  /** Flow out: forwarded to a number outside. */
  readonly isTransfered: boolean;
  /** It has a recording, if it is answered. */
  readonly isRecorded: boolean;
  readonly dialMs: number;
  readonly answerMs?: number;
  readonly hangupMs: number;
  /** The CallStatus of the hangup. */
  readonly status: string;
  /** Flow in, of an IVR or a queue only. */
  readonly bridged?: 'yes' | 'no';
  /** Steps of which no event is sent: it is lost, or was never subscribed. */
  readonly lost: readonly ('dial' | 'answer' | 'hangup')[];
  /** A voice message was left after the hangup. */
  readonly voicemail?: { readonly atMs: number; readonly lengthMs: number };
}

/** The far end of a leg: a number outside from the plan (0 the first, 1 the other one), a number as dialled, or an extension. */
export type End =
  { readonly outside: 0 | 1 } | { readonly dialled: string } | { readonly extension: string };

/** A text message, or what became of one that was sent. */
export interface ScenarioMessage {
  readonly flow: 'in' | 'out';
  readonly extension: string;
  readonly atMs: number;
  readonly text: string;
  readonly result?: string;
}

/** A queue agent logs in or out. */
export interface AgentChange {
  readonly extension: string;
  readonly isLogin: boolean;
  readonly atMs: number;
}

/** What the call comes to. How its legs went follows from the legs. */
export interface Expectation {
  readonly outcome: Exclude<Outcome, 'zombie'>;
  readonly direction: Direction;
  /** IVRs and queues on the way, by number. */
  readonly via: readonly string[];
  /** From the first ring of whoever was called to the answer, or to the end; absent if nobody was rung. */
  readonly ringMs?: number;
  /** Absent if nobody answered. */
  readonly talkMs?: number;
}
