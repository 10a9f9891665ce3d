// Memory for SQLite in small pieces. A statement that runs takes a piece for each text that it answers, and gives all of
// them back at its end; libraries built without lookaside memory ask malloc for each, which takes some hundred instructions
// a piece. Here pieces that were given back wait in lists by their size, one set of lists a thread.

#include "small_pieces.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum {
    /// Sizes are rounded up to a multiple of this.
    STEP = 16,
    /// Larger pieces are not kept.
    LARGEST = 512,
    /// As many pieces of one size are kept.
    MOST_KEPT = 32,
};

/// What stands in front of each piece. SQLite wants pieces at multiples of eight.
typedef struct Head {
    size_t size;
} Head;

typedef struct List {
    /// The first piece; each begins with the address of the next.
    void *first;
    int count;
} List;

static _Thread_local List lists[LARGEST / STEP + 1];

static Head *head(void *piece) { return (Head *)piece - 1; }

static int round_up(int size) {
    return size <= LARGEST ? (size + STEP - 1) / STEP * STEP : (size + 7) / 8 * 8;
}

static void *take(int wanted) {
    int size = round_up(wanted);
    if (size <= LARGEST) {
        List *list = &lists[size / STEP];
        if (list->first) {
            void *piece = list->first;
            list->first = *(void **)piece;
            list->count--;
            return piece;
        }
    }
    Head *new = malloc(sizeof(Head) + (size_t)size);
    if (!new) return NULL;
    new->size = (size_t)size;
    return new + 1;
}

static void give_back(void *piece) {
    if (!piece) return;
    size_t size = head(piece)->size;
    if (size <= LARGEST) {
        List *list = &lists[size / STEP];
        if (list->count < MOST_KEPT) {
            *(void **)piece = list->first;
            list->first = piece;
            list->count++;
            return;
        }
    }
    free(head(piece));
}

static int size_of(void *piece) { return piece ? (int)head(piece)->size : 0; }

static void *resize(void *piece, int wanted) {
    size_t old = head(piece)->size, size = (size_t)round_up(wanted);
    if (size == old) return piece;
    if (size > LARGEST && old > LARGEST) {
        Head *new = realloc(head(piece), sizeof(Head) + size);
        if (!new) return NULL;
        new->size = size;
        return new + 1;
    }
    void *new = take(wanted);
    if (!new) return NULL;
    memcpy(new, piece, old < size ? old : size);
    give_back(piece);
    return new;
}

static int begin(void *unused) {
    (void)unused;
    return SQLITE_OK;
}

static void end(void *unused) { (void)unused; }

int deepmock_small_pieces_install(void) {
    static const sqlite3_mem_methods methods = {
        take, give_back, resize, size_of, round_up, begin, end, NULL,
    };
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
}
