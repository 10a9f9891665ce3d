// The pages of databases in memory, in tables by their number. Caches that may drop pages, those of files, stay SQLite's.
//
// SQLite's own cache looks through its whole hash table when a transaction commits in which two pages changed places: for
// a moment one of them has a number far behind all others, and whatever lies behind the last page is looked for. With a
// million records that takes milliseconds, in every turn. Here a number leads to its page directly, and the one far number
// has a place of its own.

#include "page_cache.h"
#include "page_slabs.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { TABLE_BITS = 8, TABLE_SIZE = 1 << TABLE_BITS };

typedef struct Page {
    sqlite3_pcache_page base;
    unsigned key;
} Page;

static const size_t head_size = (sizeof(Page) + 15) & ~(size_t)15;

/// The pages of TABLE_SIZE numbers that follow one another.
typedef struct Table {
    unsigned used;
    Page *pages[TABLE_SIZE];
} Table;

/// What SQLite takes for its cache.
typedef struct Cache {
    /// SQLite's own cache, if pages may be dropped; then nothing below is used.
    sqlite3_pcache *own;
    size_t page_size, extra_size;
    PageSlabs slabs;
    unsigned count;
    Table **tables;
    unsigned table_count, table_capacity;
    /// A page whose number is far behind all others.
    Page *outlier;
} Cache;

static sqlite3_pcache_methods2 own;

static Page **slot(Cache *cache, unsigned key) {
    unsigned table = key >> TABLE_BITS;
    if (table < cache->table_count && cache->tables[table]) return &cache->tables[table]->pages[key % TABLE_SIZE];
    return NULL;
}

static Page *find(Cache *cache, unsigned key) {
    Page **place = slot(cache, key);
    if (place && *place) return *place;
    return cache->outlier && cache->outlier->key == key ? cache->outlier : NULL;
}

/// Gives a page its place; 0 if there is no memory.
static int insert(Cache *cache, Page *page) {
    unsigned table = page->key >> TABLE_BITS;
    // One table more than there are is growth; anything beyond is the number for a moment, if its place is free.
    if (table > cache->table_count && !cache->outlier) {
        cache->outlier = page;
        cache->count++;
        return 1;
    }
    if (table >= cache->table_capacity) {
        unsigned capacity = table + table / 2 + 8;
        Table **tables = realloc(cache->tables, capacity * sizeof *tables);
        if (!tables) return 0;
        memset(tables + cache->table_capacity, 0, (capacity - cache->table_capacity) * sizeof *tables);
        cache->tables = tables;
        cache->table_capacity = capacity;
    }
    if (!cache->tables[table] && !(cache->tables[table] = calloc(1, sizeof(Table)))) return 0;
    if (table >= cache->table_count) cache->table_count = table + 1;
    cache->tables[table]->pages[page->key % TABLE_SIZE] = page;
    cache->tables[table]->used++;
    cache->count++;
    return 1;
}

/// Takes a page out of its place.
static void take(Cache *cache, Page *page) {
    cache->count--;
    if (cache->outlier == page) {
        cache->outlier = NULL;
        return;
    }
    unsigned table = page->key >> TABLE_BITS;
    cache->tables[table]->pages[page->key % TABLE_SIZE] = NULL;
    if (--cache->tables[table]->used > 0) return;
    free(cache->tables[table]);
    cache->tables[table] = NULL;
    while (cache->table_count > 0 && !cache->tables[cache->table_count - 1]) cache->table_count--;
}

static void discard(Cache *cache, Page *page) {
    take(cache, page);
    deepmock_slab_give_back(&cache->slabs, page);
}

// What SQLite calls.

static sqlite3_pcache *create(int page_size, int extra_size, int may_drop) {
    Cache *cache = calloc(1, sizeof *cache);
    if (!cache) return NULL;
    cache->page_size = (size_t)page_size;
    cache->extra_size = (size_t)extra_size;
    cache->slabs.size = (head_size + cache->page_size + cache->extra_size + 15) & ~(size_t)15;
    if (may_drop && !(cache->own = own.xCreate(page_size, extra_size, may_drop))) {
        free(cache);
        return NULL;
    }
    return (sqlite3_pcache *)cache;
}

static void set_size(sqlite3_pcache *pcache, int pages) {
    Cache *cache = (Cache *)pcache;
    if (cache->own) own.xCachesize(cache->own, pages);
}

static int count(sqlite3_pcache *pcache) {
    Cache *cache = (Cache *)pcache;
    return cache->own ? own.xPagecount(cache->own) : (int)cache->count;
}

static sqlite3_pcache_page *fetch(sqlite3_pcache *pcache, unsigned key, int create_flag) {
    Cache *cache = (Cache *)pcache;
    if (cache->own) return own.xFetch(cache->own, key, create_flag);
    Page *page = find(cache, key);
    if (page || !create_flag) return (sqlite3_pcache_page *)page;
    // One piece of memory: what we know, the page, and what SQLite knows.
    page = deepmock_slab_take(&cache->slabs);
    if (!page) return NULL;
    page->base.pBuf = (char *)page + head_size;
    page->base.pExtra = (char *)page + head_size + cache->page_size;
    page->key = key;
    // SQLite tells by zeros that a page is new.
    memset(page->base.pExtra, 0, cache->extra_size);
    if (insert(cache, page)) return &page->base;
    deepmock_slab_give_back(&cache->slabs, page);
    return NULL;
}

static void unpin(sqlite3_pcache *pcache, sqlite3_pcache_page *page, int discards) {
    Cache *cache = (Cache *)pcache;
    if (cache->own) {
        own.xUnpin(cache->own, page, discards);
    } else if (discards) {
        discard(cache, (Page *)page);
    }
}

static void rekey(sqlite3_pcache *pcache, sqlite3_pcache_page *sqlite_page, unsigned old_key, unsigned new_key) {
    Cache *cache = (Cache *)pcache;
    if (cache->own) {
        own.xRekey(cache->own, sqlite_page, old_key, new_key);
        return;
    }
    Page *page = (Page *)sqlite_page;
    Page *before = find(cache, new_key);
    if (before && before != page) discard(cache, before);
    take(cache, page);
    page->key = new_key;
    // SQLite expects no failure here, and its own cache cannot fail. A table is some 2 KiB, and only growth needs one.
    if (!insert(cache, page)) abort();
}

static void truncate_to(sqlite3_pcache *pcache, unsigned limit) {
    Cache *cache = (Cache *)pcache;
    if (cache->own) {
        own.xTruncate(cache->own, limit);
        return;
    }
    if (cache->outlier && cache->outlier->key >= limit) discard(cache, cache->outlier);
    for (unsigned table = limit >> TABLE_BITS; table < cache->table_count; table++) {
        unsigned index = table == limit >> TABLE_BITS ? limit % TABLE_SIZE : 0;
        // The table goes with its last page.
        for (; index < TABLE_SIZE && table < cache->table_count && cache->tables[table]; index++) {
            Page *page = cache->tables[table]->pages[index];
            if (page) discard(cache, page);
        }
    }
}

static void destroy(sqlite3_pcache *pcache) {
    Cache *cache = (Cache *)pcache;
    if (cache->own) {
        own.xDestroy(cache->own);
    } else {
        truncate_to(pcache, 0);
        free(cache->tables);
        deepmock_slabs_free(&cache->slabs);
    }
    free(cache);
}

static void shrink(sqlite3_pcache *pcache) {
    Cache *cache = (Cache *)pcache;
    if (cache->own) own.xShrink(cache->own);
}

int deepmock_page_cache_install(void) {
    int code = sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &own);
    if (code != SQLITE_OK) return code;
    sqlite3_pcache_methods2 methods = {
        .iVersion = own.iVersion,
        .pArg = own.pArg,
        .xInit = own.xInit,
        .xShutdown = own.xShutdown,
        .xCreate = create,
        .xCachesize = set_size,
        .xPagecount = count,
        .xFetch = fetch,
        .xUnpin = unpin,
        .xRekey = rekey,
        .xTruncate = truncate_to,
        .xDestroy = destroy,
        .xShrink = shrink,
    };
    return sqlite3_config(SQLITE_CONFIG_PCACHE2, &methods);
}
