// What Swift cannot call of SQLite: variadic functions, and macros that are casts.

#ifndef DEEPMOCK_CSQLITE_SHIM_H
#define DEEPMOCK_CSQLITE_SHIM_H

#include <sqlite3.h>

/// Binds text that stays where it is as long as the statement runs.
static inline int deepmock_bind_text(sqlite3_stmt *statement, int index, const char *text, sqlite3_uint64 count) {
    return sqlite3_bind_text64(statement, index, text, count, SQLITE_STATIC, SQLITE_UTF8);
}

/// Binds bytes that stay where they are as long as the statement runs.
static inline int deepmock_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_STATIC);
}

/// SQL comes from us, data does not: no double-quoted strings, no tampering with the schema's tables, no schema that
/// calls functions with side effects. Foreign keys are enforced.
static inline void deepmock_harden(sqlite3 *database) {
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
    sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_FKEY, 1, (int *)0);
}

/// Whether triggers run and foreign keys are kept.
static inline void deepmock_enforce_schema(sqlite3 *database, int enabled) {
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, enabled, (int *)0);
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_FKEY, enabled, (int *)0);
}

/// Whether closing the last connection moves the write-ahead log into the database file.
static inline void deepmock_checkpoint_on_close(sqlite3 *database, int enabled) {
    sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !enabled, (int *)0);
}

// Variadic. Without statistics SQLite allocates without a lock and without asking how large each piece is.
static inline int deepmock_spare_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
#endif
