/** Says that a file is ours: "ntrc" in the header. Source: https://sqlite.org/pragma.html, application_id. */
export const APPLICATION_ID = 0x6e747263;

/** Grows with every change of the tables; a file of another version is set aside. */
export const SCHEMA_VERSION = 1;

/** Log lines per block: a block knows the earliest and latest time of its lines. */
export const BLOCK_ROWS = 1_024;

/**
 * The tables. In a WAL with synchronous=normal a commit waits for no disk: kill -9 loses nothing that was
 * committed, as the kernel has it; only a machine that loses power may lose the last commits, and its file
 * stays whole. Exclusive locking lets one process own the file and leaves no shared memory behind.
 * Source: https://sqlite.org/wal.html, pragma.html.
 */
export const PRAGMAS = `
  pragma page_size = 4096;
  pragma locking_mode = exclusive;
  pragma journal_mode = wal;
  pragma synchronous = normal;
  pragma cache_size = -4096;
  pragma journal_size_limit = 8388608;
  pragma temp_store = memory;
`;

/** The tables of a new file. */
export const SCHEMA = `
  create table meta (name text primary key, value integer not null) without rowid;
  create table source (
    id integer primary key, app text not null, instance text not null, unique (app, instance)
  );
  create index source_instance on source (instance);
  create table log (
    id integer primary key, ts_ms real not null, level integer not null, source integer not null,
    stream text not null, trace_id text, text text not null, fields text
  );
  create index log_source on log (source);
  create index log_trace on log (trace_id) where trace_id is not null;
  create table log_block (
    block integer primary key, min_ms real not null, max_ms real not null, worst integer not null
  );
  create virtual table log_word using fts5(
    text, fields, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
  );
  create table tail (
    inode text primary key, name text not null, offset integer not null, mark text not null,
    skips integer not null
  ) without rowid;
  create table trace (
    id integer primary key, trace_id text not null unique, name text not null, service text not null,
    has_root integer not null, root_ms real not null, start_ms real not null, end_ms real not null,
    spans integer not null, errors integer not null, dropped integer not null, services text not null,
    faults text not null, marked integer not null, keep integer not null, heard_ms real not null
  );
  create index trace_keep on trace (keep, heard_ms);
  create index trace_start on trace (start_ms);
  create index trace_failed on trace (id) where errors > 0;
  create table span (
    trace integer not null, span_id text not null, parent_id text, service text not null,
    instance text not null, name text not null, kind text not null, start_ms real not null,
    duration_ms real not null, status text not null, attributes text not null,
    primary key (trace, span_id)
  ) without rowid;
  create table trace_service (
    service text not null, trace integer not null, primary key (service, trace)
  ) without rowid;
  create table trace_fault (
    fault text not null, trace integer not null, primary key (fault, trace)
  ) without rowid;
  create table event (
    run_id text not null, seq integer not null, ts_ms real not null, kind text not null,
    subject text not null, actor text not null, data text not null, trace_id text,
    primary key (run_id, seq)
  ) without rowid;
  create index event_time on event (ts_ms);
  create index event_seq on event (seq);
`;
