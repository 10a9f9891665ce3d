// A page cache for SQLite whose commits take the same time however large a database in memory has become.

#ifndef DEEPMOCK_PAGE_CACHE_H
#define DEEPMOCK_PAGE_CACHE_H

/// Puts the cache in place of SQLite's own (https://www.sqlite.org/c3ref/pcache_methods2.html). Returns a result code of
/// SQLite: the library must not have been used before.
int deepmock_page_cache_install(void);

#endif
