import type { Database, Statement } from 'better-sqlite3';
import { maxFacts, type Fact, type FactKind, type StoredFact } from '../../journal/fact.ts';
import { maxPage } from '../../journal/store.ts';

/** Table `fact`: a ring, by deleting what is `maxFacts` behind the newest. */
export class FactRows {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Adds facts inside the caller's transaction. The newest is never deleted, so numbers are never used again. */
  add(facts: readonly Fact[]): void {
    const insert = this.#prepare(
      `INSERT INTO fact (seq, kind, at_us, reason, message, peer, status, count, bytes)
       VALUES (ifnull((SELECT max(seq) FROM fact), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const fact of facts)
      insert.run(
        fact.kind,
        fact.atUs,
        fact.reason,
        fact.message,
        fact.peer ?? null,
        fact.status ?? null,
        fact.count ?? null,
        fact.bytes ?? null,
      );
    this.#prepare('DELETE FROM fact WHERE seq <= (SELECT max(seq) FROM fact) - ?').run(maxFacts);
  }

  /** As `Store.facts`. */
  read(query: { kind?: FactKind; beforeSeq?: number; limit: number }): StoredFact[] {
    const rows = this.#prepare(
      `SELECT seq, kind, at_us, reason, message, peer, status, count, bytes FROM fact
       WHERE seq < ? AND kind = ifnull(?, kind) ORDER BY seq DESC LIMIT ?`,
    ).all(
      query.beforeSeq ?? Number.MAX_SAFE_INTEGER,
      query.kind ?? null,
      Math.max(0, Math.min(query.limit, maxPage)),
    );
    return rows.map((row) => toFact(row as FactRow)); // by the columns named above
  }

  readonly #statements = new Map<string, Statement>();

  #prepare(sql: string): Statement {
    const statement = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

interface FactRow {
  readonly seq: number;
  readonly kind: FactKind;
  readonly at_us: number;
  readonly reason: string;
  readonly message: string;
  readonly peer: string | null;
  readonly status: number | null;
  readonly count: number | null;
  readonly bytes: Buffer | null;
}

function toFact(row: FactRow): StoredFact {
  return {
    seq: row.seq,
    kind: row.kind,
    atUs: row.at_us,
    reason: row.reason,
    message: row.message,
    ...(row.peer === null ? {} : { peer: row.peer }),
    ...(row.status === null ? {} : { status: row.status }),
    ...(row.count === null ? {} : { count: row.count }),
    ...(row.bytes === null ? {} : { bytes: new Uint8Array(row.bytes) }),
  };
}
