// Memory for the pages of a database, in slabs that grow with it. Those of a large world have the size and the place of a
// huge page, and the system is asked for one: a record that is found by its index touches a page here and a page there, and
// with small pages most of these steps would wait for the address to be looked up.

#include "page_slabs.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

enum {
    SMALLEST = 16 << 10,
    /// As many pieces fit into a slab at least. Those of SQLite are at most some 66 KB.
    FEWEST = 8,
    /// The size of a huge page on the processors that we know.
    LARGEST = 2 << 20,
    /// A new slab takes at most this part of what there is, so that little lies idle.
    GROWTH = 8,
};

typedef struct Slab {
    struct Slab *next;
    /// What it takes; LARGEST for those that are mapped.
    size_t size;
} Slab;

/// A piece of LARGEST bytes at a multiple of that.
static void *map(void) {
    char *start = mmap(NULL, 2 * LARGEST, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) return NULL;
    size_t before = -(uintptr_t)start % LARGEST;
    if (before) munmap(start, before);
    munmap(start + before + LARGEST, LARGEST - before);
#ifdef MADV_HUGEPAGE
    madvise(start + before, LARGEST, MADV_HUGEPAGE);
#endif
    return start + before;
}

static int grow(PageSlabs *slabs) {
    size_t size = slabs->total / GROWTH;
    if (size < SMALLEST) size = SMALLEST;
    if (size < FEWEST * slabs->size) size = FEWEST * slabs->size;
    if (size > LARGEST) size = LARGEST;
    Slab *slab = size == LARGEST ? map() : malloc(size);
    if (!slab) return 0;
    slab->next = slabs->slabs;
    slab->size = size;
    slabs->slabs = slab;
    slabs->total += size;
    // Pieces begin at a multiple of 16.
    slabs->used = (sizeof *slab + 15) & ~(size_t)15;
    return 1;
}

void *deepmock_slab_take(PageSlabs *slabs) {
    void *piece = slabs->spare;
    if (piece) {
        slabs->spare = *(void **)piece;
        return piece;
    }
    if ((!slabs->slabs || slabs->slabs->size - slabs->used < slabs->size) && !grow(slabs)) return NULL;
    piece = (char *)slabs->slabs + slabs->used;
    slabs->used += slabs->size;
    return piece;
}

void deepmock_slab_give_back(PageSlabs *slabs, void *piece) {
    *(void **)piece = slabs->spare;
    slabs->spare = piece;
}

void deepmock_slabs_free(PageSlabs *slabs) {
    while (slabs->slabs) {
        Slab *slab = slabs->slabs;
        slabs->slabs = slab->next;
        if (slab->size == LARGEST) {
            munmap(slab, LARGEST);
        } else {
            free(slab);
        }
    }
    slabs->spare = NULL;
    slabs->used = slabs->total = 0;
}
