// What Swift cannot call of SQLite: variadic functions, and macros that are casts.

#ifndef DEEPMOCK_CSQLITE_SHIM_H
#define DEEPMOCK_CSQLITE_SHIM_H

#include <sqlite3.h>

/// Binds text that SQLite copies.
static inline int deepmock_bind_text(sqlite3_stmt *statement, int index, const char *text, int count) {
    return sqlite3_bind_text(statement, index, text, count, SQLITE_TRANSIENT);
}

/// Binds bytes that SQLite copies.
static inline int deepmock_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int count) {
    return sqlite3_bind_blob64(statement, index, bytes, (sqlite3_uint64)count, SQLITE_TRANSIENT);
}

/// Turns double-quoted strings off and defensive mode on: SQL comes from us, data does not.
static inline void deepmock_harden(sqlite3 *database) {
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}

#endif
