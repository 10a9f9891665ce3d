// Memory for SQLite in small pieces that a statement takes and gives back each time it runs.

#ifndef DEEPMOCK_SMALL_PIECES_H
#define DEEPMOCK_SMALL_PIECES_H

/// Puts the allocator in place of SQLite's own (https://www.sqlite.org/c3ref/mem_methods.html). Returns a result code of
/// SQLite: the library must not have been used before.
int deepmock_small_pieces_install(void);

#endif
