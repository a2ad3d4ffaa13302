import type { Database, Statement } from 'better-sqlite3';
import { maxFacts, type Fact, type FactKind, type StoredFact } from '../../journal/fact.ts';
import { maxPage } from '../../journal/store.ts';

/** Table `fact`: a ring for each kind, by deleting what is `maxFacts` behind the newest of that kind. */
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
    const trim = this.#prepare(
      `DELETE FROM fact WHERE kind = @kind AND seq <=
         (SELECT seq FROM fact WHERE kind = @kind ORDER BY seq DESC LIMIT 1 OFFSET @maxFacts)`,
    );
    for (const kind of new Set(facts.map((fact) => fact.kind))) trim.run({ kind, maxFacts });
  }

  /** As `Store.facts`. */
  read({
    kind,
    beforeSeq,
    limit,
  }: {
    kind?: FactKind;
    beforeSeq?: number;
    limit: number;
  }): StoredFact[] {
    const rows = this.#prepare(
      `SELECT seq, kind, at_us, reason, message, peer, status, count, bytes FROM fact
       WHERE seq < @beforeSeq ${kind === undefined ? '' : 'AND kind = @kind'}
       ORDER BY seq DESC LIMIT @limit`,
    ).all({
      kind,
      beforeSeq: beforeSeq ?? Number.MAX_SAFE_INTEGER,
      limit: Math.max(0, Math.min(limit, maxPage)),
    });
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
